/** A recorded run as one HTML page that needs nothing else. */
@NullMarked
package dev.weft.sim.timeline;

import org.jspecify.annotations.NullMarked;
