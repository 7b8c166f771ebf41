package dev.weft;

import java.net.SocketOption;
import java.time.Duration;
import java.util.List;

/**
 * One connection to a peer, with many {@link Channel}s on it.
 *
 * <p>One virtual thread reads it and files what arrives into the channels' bounded inboxes; it runs
 * no user code. Senders write themselves while the transport takes it, else a second virtual thread
 * does. Both end with the pipe. Handlers of the pipe's own events, which its {@link Binding} has,
 * run one at a time on a virtual thread of their own.
 *
 * <p><b>Bounds.</b> A pipe holds at most {@code maxOpenChannels} windows, and about 64 KiB or one
 * message to be written. A peer that is silent for too long is given up by the heartbeat, 30 s by
 * default, so a half-open connection always ends.
 *
 * <p><b>End.</b> The first reason counts: {@link #close} and {@link #destroy} here or there, a lost
 * heartbeat, a failure of the transport, a violation of the protocol. All channels end with the
 * pipe, for the same reason; then {@code onClose} runs, then {@code onDestroy}, once each. A lost
 * pipe is lost: nothing reconnects by itself, see {@link Backoff}.
 */
public interface Pipe extends Described, AutoCloseable {

    /**
     * The numbers of a pipe at one time.
     *
     * @param way from where to where, with the transport
     * @param protocol of its messages
     * @param peer the peer's node name and address
     * @param closed whether it has ended or is about to
     * @param silence how long nothing has arrived on it
     * @param outBytes bytes that wait to be written
     * @param channels those that are open
     */
    record Snapshot(String way, String protocol, String peer, boolean closed, Duration silence,
            int outBytes, List<Channel.Snapshot> channels) {}

    /**
     * Opens a channel and waits until the peer took it.
     *
     * @param name for people, and for the peer's {@code onAccepted(name, …)}; up to 255 bytes
     * @throws NetException.OverLimit when one side has {@code maxOpenChannels} already
     */
    Channel open(String name) throws InterruptedException;

    /**
     * As {@link #open(String)}; nothing is delivered before the setup returns.
     *
     * @param setup gives the channel its handlers; runs on the calling thread
     */
    Channel open(String name, Handler<Channel> setup) throws InterruptedException;

    /** The node that it belongs to. */
    Node node();

    /** The peer's node name and address, for people. */
    String peer();

    /**
     * Sets an option of the transport while it is open.
     *
     * @throws IllegalArgumentException when the transport does not have it, which tells those that
     *         it has, or when the value is wrong
     */
    <T> Pipe option(SocketOption<T> option, T value);

    /**
     * What the transport is made of, for what the pipe itself does not offer: over tcp and unix the
     * {@link java.nio.channels.SocketChannel}, whose bytes and end belong to the pipe; over tls
     * also the {@link javax.net.ssl.SSLSession}, with the peer's certificates.
     *
     * @throws IllegalArgumentException when there is nothing of this type
     */
    <T> T unwrap(Class<T> type);

    /** Its numbers now. */
    Snapshot snapshot();

    /** Waits for the end and tells why it came. */
    CloseReason join() throws InterruptedException;

    /** Whether it has ended or is about to. */
    boolean isClosed();

    /**
     * Ends the pipe in order: what was sent before still arrives. Waits up to 2 s for the peer to
     * agree, then {@link #destroy}s. Idempotent; from any thread, also in a handler; an interrupt
     * ends the wait and stays set.
     */
    @Override
    void close();

    /** Ends the pipe now; what was not yet written is dropped. Idempotent; from any thread. */
    void destroy();
}
