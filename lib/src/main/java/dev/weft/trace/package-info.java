/** Descriptions and log lines. */
@NullMarked
package dev.weft.trace;

import org.jspecify.annotations.NullMarked;
