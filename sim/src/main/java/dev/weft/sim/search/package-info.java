/**
 * Plays a scenario with many seeds, and explains those that fail: start with
 * {@link dev.weft.sim.search.Search}, or on a command line with {@link dev.weft.sim.search.Main}.
 */
@NullMarked
package dev.weft.sim.search;

import org.jspecify.annotations.NullMarked;
