package dev.weft;

/**
 * What a program does with something that arrived.
 *
 * @param <T> what arrives
 */
@FunctionalInterface
public interface Handler<T> {

    /** Runs in the lane of the task that it was given to; it may block, and it may throw. */
    void handle(T it) throws Exception;
}
