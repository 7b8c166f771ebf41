package dev.weft.transport;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A two-way stream of bytes, blocking, in order, with the manners of TCP.
 *
 * <p>One thread reads, and one thread at a time writes; both may do so at once. An interrupt of the
 * calling thread never ends or harms a link: a sender that is cancelled must not take the
 * connection of all others with it. That is why writing is split in {@link #tryWrite}, which a
 * user's thread may call, and {@link #awaitWritable}, which only threads of the library call.
 */
public interface Link extends AutoCloseable {

    /**
     * Reads at least one byte into the buffer, which has room, and waits for it.
     *
     * @return how many, or -1 when the peer has ended its direction
     * @throws IOException when the connection broke or {@link #close} was called
     */
    int read(ByteBuffer into) throws IOException;

    /**
     * Writes what the transport takes now, from none to all of it, without waiting.
     *
     * @return how many bytes were taken
     */
    int tryWrite(ByteBuffer from) throws IOException;

    /** Waits until {@link #tryWrite} would take something. */
    void awaitWritable() throws IOException;

    /**
     * A buffer that it reads into and writes from at the least cost. On the heap, unless the
     * kernel is to see it: only garbage collection gives memory outside of the heap back.
     *
     * @param bytes its capacity
     */
    default ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes);
    }

    /** Sets an option. */
    <T> void option(SocketOption<T> option, T value) throws IOException;

    /**
     * The part of this link that is of a type, such as the socket or the TLS session, for what the
     * link itself does not offer; null when it has none.
     */
    default <T> @Nullable T unwrap(Class<T> type) {
        return null;
    }

    /** This end's address, for people. */
    String local();

    /** The peer's address, for people. */
    String remote();

    /** Ends both directions and wakes whoever waits. Idempotent; from any thread. */
    @Override
    void close();

    /** Accepts {@link Link}s at one address. */
    interface Listener extends AutoCloseable {

        /** Waits for the next one; throws when closed. Called by one thread at a time. */
        Link accept() throws IOException;

        /** The port that it listens on; 0 where the transport has none. */
        int port();

        /** Ends it and wakes {@link #accept}; accepted links stay. Idempotent. */
        @Override
        void close();
    }
}
