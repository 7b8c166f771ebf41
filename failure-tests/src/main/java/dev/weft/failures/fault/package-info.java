/** What fails in a run, when, and for how long: drawn before it begins. */
@NullMarked
package dev.weft.failures.fault;

import org.jspecify.annotations.NullMarked;
