/** What is heard of a run: the roles' events, the faults, and the rows of the databases. */
@NullMarked
package dev.weft.failures.witness;

import org.jspecify.annotations.NullMarked;
