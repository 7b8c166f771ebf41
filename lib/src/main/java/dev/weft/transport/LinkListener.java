package dev.weft.transport;

import java.io.IOException;

/** Accepts {@link Link}s at one address. */
public interface LinkListener extends AutoCloseable {

    /** Waits for the next one; throws when closed. Called by one thread at a time. */
    Link accept() throws IOException;

    /** The port that it listens on; 0 where the transport has none. */
    int port();

    /** Ends it and wakes {@link #accept}; accepted links stay. Idempotent. */
    @Override
    void close();
}
