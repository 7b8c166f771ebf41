/** What must hold, whatever fails: each by itself, checked all the time. */
@NullMarked
package dev.weft.failures.invariant;

import org.jspecify.annotations.NullMarked;
