/** One class for each peer, written as its own documentation advises. */
@NullMarked
package dev.weft.bench.peer;

import org.jspecify.annotations.NullMarked;
