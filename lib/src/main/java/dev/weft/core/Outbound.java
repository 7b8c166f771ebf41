package dev.weft.core;

import dev.weft.wire.Frame;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The way of frames from a pipe to its peer. Any thread. */
interface Outbound {

    /**
     * Sends part of a message, and waits for room.
     *
     * @throws IOException when the connection is broken or closed
     */
    void send(Frame frame) throws IOException, InterruptedException;

    /** Sends part of a message if there is room now. */
    boolean trySend(Frame frame) throws IOException;

    /** Sends a control frame, which never waits; after the end it is dropped. */
    void tell(Frame frame);

    /** Waits until all was handed to the transport; false when the time is over first. */
    boolean flush(Duration timeout);

    /** Ends it now. */
    void close();

    /** Why it ended; null while it goes on. */
    @Nullable IOException failure();

    /** Whether messages go as objects rather than as bytes. */
    boolean isLocal();

    /** For descriptions: bytes that wait. */
    int pendingBytes();
}
