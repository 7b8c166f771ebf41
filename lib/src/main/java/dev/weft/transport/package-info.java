/** What carries bytes: the seam at which a simulated network takes the place of the real one. */
@NullMarked
package dev.weft.transport;

import org.jspecify.annotations.NullMarked;
