/**
 * Blocking channels on virtual threads: everything that a user of the library needs.
 *
 * <p>Start at {@link dev.weft.Node}: it listens and connects, a {@link dev.weft.Pipe} is one
 * connection, and a {@link dev.weft.Channel} is a two-way stream of messages on it. A
 * {@link dev.weft.Sink} joins many channels into one stream, {@link dev.weft.Timers} call back
 * later. Everything attached to one GROUP {@link dev.weft.Runner} happens one at a time; everything
 * else happens at once.
 *
 * <p>Every noun says who it is by {@code describe()}, writes log lines by {@code log(…)} and has
 * its numbers in a {@code snapshot()}. Flight recordings show the events {@code dev.weft.*}. No
 * method of this package takes or returns an id: a thing is reached through its object.
 */
@NullMarked
package dev.weft;

import org.jspecify.annotations.NullMarked;
