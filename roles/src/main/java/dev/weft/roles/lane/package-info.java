/** A runner with its timers and a door for other threads. */
@NullMarked
package dev.weft.roles.lane;

import org.jspecify.annotations.NullMarked;
