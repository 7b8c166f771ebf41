package dev.weft;

/**
 * Things of a node that endpoints name: its protocols, or its transports. Any thread.
 *
 * @param <T> what they are
 */
public interface Registry<T> {

    /**
     * Adds one.
     *
     * @param name as it stands in endpoints: a letter, then letters, digits, '+', '-' and '.'
     * @param it serves all pipes that are made from now on
     * @throws IllegalArgumentException when the name is taken
     */
    Registry<T> add(String name, T it);

    /** Removes one; pipes and listeners that use it keep it. False when there was none. */
    boolean remove(String name);

    /**
     * The one of this name.
     *
     * @throws IllegalArgumentException when there is none, which tells those that there are
     */
    T find(String name);
}
