/**
 * Blocking channels on virtual threads: everything that a user of the library needs.
 *
 * <p>Start at {@link dev.weft.Node}: it listens and connects, a {@link dev.weft.Pipe} is one
 * connection, and a {@link dev.weft.Channel} is a two-way stream of messages on it. Everything
 * attached to one GROUP {@link dev.weft.Runner} happens one at a time; everything else happens at
 * once. No method of this package takes or returns an id: a thing is reached through its object.
 */
@NullMarked
package dev.weft;

import org.jspecify.annotations.NullMarked;
