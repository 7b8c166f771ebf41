/** Lanes, runners, timers and scopes: who runs when. */
@NullMarked
package dev.weft.run;

import org.jspecify.annotations.NullMarked;
