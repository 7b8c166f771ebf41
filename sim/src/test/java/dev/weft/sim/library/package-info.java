/** The library's own code under the simulator, which knows more ways to run it than any machine. */
package dev.weft.sim.library;
