/** Tests of this package. */
@NullMarked
package dev.weft.failures.invariant;

import org.jspecify.annotations.NullMarked;
