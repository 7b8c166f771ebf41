package dev.weft;

/**
 * Turns a question into its answer, see {@link Channel#serve}.
 *
 * @param <Q> the question
 * @param <R> the answer
 */
@FunctionalInterface
public interface Answer<Q, R> {

    /** Runs in the channel's lane. What it throws is told to the caller; the channel lives on. */
    R to(Q question) throws Exception;
}
