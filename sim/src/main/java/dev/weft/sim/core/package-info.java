/** The seeded loop: virtual time, hosts' threads, random streams, the trace. */
@NullMarked
package dev.weft.sim.core;

import org.jspecify.annotations.NullMarked;
