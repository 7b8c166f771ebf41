/**
 * A deterministic simulator for blocking Java: start with {@link dev.weft.sim.Simulation}.
 *
 * <p>Ordinary code on virtual threads runs on simulated hosts, in virtual time, in an order that a
 * seed decides, while the network, the hosts and the databases fail on purpose.
 */
@NullMarked
package dev.weft.sim;

import org.jspecify.annotations.NullMarked;
