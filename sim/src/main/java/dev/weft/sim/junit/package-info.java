/**
 * Simulations as JUnit tests: {@link dev.weft.sim.junit.SimTest}. It needs {@code
 * org.junit.jupiter:junit-jupiter-api} on the class path, as every JUnit test does.
 */
@NullMarked
package dev.weft.sim.junit;

import org.jspecify.annotations.NullMarked;
