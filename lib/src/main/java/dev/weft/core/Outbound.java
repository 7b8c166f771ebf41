package dev.weft.core;

import dev.weft.wire.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The way of messages and control frames from a pipe to its peer. Any thread. */
interface Outbound {

    /** A message to be filled and sent by the calling thread, which gives it back after. */
    Outgoing take();

    /** Takes back what {@link #take} gave. */
    void giveBack(Outgoing message);

    /**
     * Sends a message: waits for the channel's credit and turn, and for room.
     *
     * @return false when the time was over first, and nothing was sent
     * @throws IOException when the connection is broken or closed
     */
    boolean send(Outgoing message, SendWindow window, long timeoutNanos)
            throws IOException, InterruptedException;

    /** Sends a message if it needs no waiting now. */
    boolean trySend(Outgoing message, SendWindow window) throws IOException;

    /** Sends a control frame, which never waits; after the end it is dropped. */
    void tell(Frame frame);

    /** Gives back what an idle pipe does not need. */
    void trim();

    /**
     * Until {@link #endGather}, what the calling thread sends leaves in one write at the end, and
     * must not wait: it is the reader, which runs inline handlers.
     */
    void gather();

    /** See {@link #gather}. */
    void endGather();

    /** Whether the calling thread is between {@link #gather} and {@link #endGather}. */
    boolean isGathering();

    /** Tells the end of a channel, sealed if its messages are; never waits. */
    void tellEnd(Frame.Close end, SendWindow window);

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

    /** What guards a channel's {@link SendWindow}, so that one lock does for all of a send. */
    ReentrantLock windowLock();
}
