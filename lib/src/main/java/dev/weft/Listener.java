package dev.weft;

/** Accepts pipes at one address, on a virtual thread of its own, until it is closed. */
public interface Listener extends Described, AutoCloseable {

    /** The port that it listens on, chosen where the endpoint said 0; 0 if it has no port. */
    int port();

    /** Accepts no more pipes; those that are open stay. Idempotent. */
    @Override
    void close();
}
