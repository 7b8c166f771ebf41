/** The frames on the wire, credit and fragments; no threads, and nothing of the root package. */
@NullMarked
package dev.weft.wire;

import org.jspecify.annotations.NullMarked;
