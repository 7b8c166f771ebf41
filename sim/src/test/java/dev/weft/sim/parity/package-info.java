/** What a network does, as bodies that run on a real one and on a simulated one. */
@NullMarked
package dev.weft.sim.parity;

import org.jspecify.annotations.NullMarked;
