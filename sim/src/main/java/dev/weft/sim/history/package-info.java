/**
 * Whether what clients heard can be explained by one copy of the data that did one thing at a time:
 * record a {@link dev.weft.sim.history.History}, and check it against a {@link
 * dev.weft.sim.history.Model}.
 */
@NullMarked
package dev.weft.sim.history;

import org.jspecify.annotations.NullMarked;
