/** How message bodies become bytes and come back. */
@NullMarked
package dev.weft.protocol;

import org.jspecify.annotations.NullMarked;
