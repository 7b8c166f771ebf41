/** What happened in a run, for people: recorded on demand, never heard by the run itself. */
@NullMarked
package dev.weft.sim.events;

import org.jspecify.annotations.NullMarked;
