package dev.weft.sim.history;

import org.jspecify.annotations.Nullable;

/**
 * What a service does when it is asked one thing at a time: the plain, sequential program.
 *
 * @param <S> its state: immutable, with {@code equals} and {@code hashCode}
 * @param <I> what it is asked
 * @param <R> what it answers, with {@code equals}
 */
public interface Model<S, I, R> {

    /**
     * What one question does.
     *
     * @param state the state after it
     * @param result the answer
     */
    record Step<S, R>(S state, @Nullable R result) {}

    /** The state before anything was asked. */
    S initial();

    /** Does one thing. It must give the same each time, and change nothing that it was given. */
    Step<S, R> apply(S state, I input);

    /**
     * What this is about. Questions of different keys never matter to each other, so that each key
     * has a state of its own; that makes a check faster by orders of magnitude.
     */
    default Object key(I input) {
        return "all";
    }
}
