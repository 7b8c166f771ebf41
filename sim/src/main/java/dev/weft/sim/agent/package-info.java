/**
 * The Java agent: redirects the JDK's sources of time and chance to hooks, without a dependency and
 * without a change to any method's code.
 */
@NullMarked
package dev.weft.sim.agent;

import org.jspecify.annotations.NullMarked;
