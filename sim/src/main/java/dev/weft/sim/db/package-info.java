/** Simulated database servers: H2 in memory, behind connections that fail on purpose. */
@NullMarked
package dev.weft.sim.db;

import org.jspecify.annotations.NullMarked;
