/** The simulator's own speed, printed by one command: see {@link dev.weft.sim.bench.Numbers}. */
@NullMarked
package dev.weft.sim.bench;

import org.jspecify.annotations.NullMarked;
