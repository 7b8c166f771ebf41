package dev.weft;

/**
 * Accepts pipes at one address, on a virtual thread of its own, until it is closed.
 *
 * <p>It keeps at most {@link Binding#maxPipes} at once and refuses more; a peer that does not say
 * hello within {@link Binding#handshakeTimeout} is refused as well. A listener is closed with its
 * node, and its pipes do not end with it.
 */
public interface Listener extends Described, AutoCloseable {

    /**
     * The numbers of a listener at one time.
     *
     * @param at where it listens
     * @param pipes those that it accepted and that are open
     * @param maxPipes how many it keeps at once
     */
    record Snapshot(String at, int pipes, int maxPipes) {}

    /** The port that it listens on, chosen where the endpoint said 0; 0 if it has no port. */
    int port();

    /** Its numbers now. */
    Snapshot snapshot();

    /** Accepts no more pipes; those that are open stay. Idempotent. */
    @Override
    void close();
}
