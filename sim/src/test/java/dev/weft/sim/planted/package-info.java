/**
 * The simulator's own test: small programs with one bug each, which it must find, replay and
 * shrink, and the same programs mended, in which it must find nothing.
 */
package dev.weft.sim.planted;
