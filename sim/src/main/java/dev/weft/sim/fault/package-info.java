/**
 * What fails in a run, when, and for how long: values that are drawn before it begins, printed one
 * a line, edited, saved, and replayed. Start with {@link dev.weft.sim.fault.Faults}.
 */
@NullMarked
package dev.weft.sim.fault;

import org.jspecify.annotations.NullMarked;
