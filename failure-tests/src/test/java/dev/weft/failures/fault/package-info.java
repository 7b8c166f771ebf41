/** Tests of this package. */
@NullMarked
package dev.weft.failures.fault;

import org.jspecify.annotations.NullMarked;
