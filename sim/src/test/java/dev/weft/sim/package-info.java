/** Tests of the simulator by its public API. */
@org.jspecify.annotations.NullMarked
package dev.weft.sim;
