package dev.weft;

import java.net.SocketOption;
import java.time.Duration;

/**
 * An address with its settings and event handlers, before any pipe exists. Each setting returns
 * this; once {@link #listen} or {@link #connect} was called, it is sealed and settings throw
 * {@link IllegalStateException}. Not for use by several threads at once.
 */
public interface Binding {

    /**
     * A socket option; {@code TCP_NODELAY} is on by default. One that the transport does not have
     * makes {@link #listen} and {@link #connect} fail with the names of those that it has.
     */
    <T> Binding option(SocketOption<T> option, T value);

    /**
     * Channels that may be open on a pipe at once; 1 to 65,536, default 1,024. Of those that the
     * peer has closed, 1,024 more may still have a handler running; then it is refused new ones.
     */
    Binding maxOpenChannels(int max);

    /**
     * Pipes that a listener keeps at once, more are refused; 1 or more, default 10,000. Who has
     * connected and said nothing yet is one of them, for the {@link #handshakeTimeout}.
     */
    Binding maxPipes(int max);

    /** The largest message that this side takes; 1 KiB to 64 MiB, default 1 MiB. */
    Binding maxMessageBytes(int max);

    /**
     * Credit that each channel grants its peer.
     *
     * @param bytes 1 KiB to 64 MiB, default 256 KiB
     * @param messages 1 to 65,536, default 256
     */
    Binding window(int bytes, int messages);

    /** Pings after this silence, and gives the peer up after the timeout; default 10 s, 30 s. */
    Binding heartbeat(Duration interval, Duration timeout);

    /** How long connecting and the first exchange with the peer may take; default 10 s. */
    Binding handshakeTimeout(Duration timeout);

    /** Meets each channel that the peer opens. Without any, the peer can't open channels. */
    Binding onAccepted(AcceptHandler handler);

    /** Meets the channels of this name; other names go to {@link #onAccepted(AcceptHandler)}. */
    Binding onAccepted(String channelName, AcceptHandler handler);

    /** Runs once a pipe, when it is ready: connected or accepted, and the peer has said hello. */
    Binding onConnected(Handler<Pipe> handler);

    /**
     * Runs when {@link #connect} has failed, with what it throws; and at a listener, when a peer
     * connected and then failed to shake hands. Such a pipe has no other events.
     */
    Binding onFailed(Handler<NetException> handler);

    /** Runs once a pipe, when it has ended. */
    Binding onClose(Handler<CloseReason> handler);

    /** Runs once a pipe, after {@code onClose}: nothing of it is left. */
    Binding onDestroy(Handler<Pipe> handler);

    /**
     * Starts to accept pipes.
     *
     * @throws NetException.ListenFailed when the address can't be had
     */
    Listener listen();

    /**
     * Connects and waits until the peer said hello.
     *
     * @throws NetException.ConnectFailed when it can't be reached or does not speak our protocol
     */
    Pipe connect() throws InterruptedException;

    /** Meets each channel that the peer opened, before any of its messages is delivered. */
    @FunctionalInterface
    interface AcceptHandler {

        /**
         * Sets the channel up: its handlers, its heartbeat, its runner. Runs on a virtual thread of
         * its own; no message of the channel is delivered before it returns. If it throws, the
         * channel is destroyed with {@link CloseReason.HandlerFailed}.
         */
        void accepted(Pipe pipe, Channel channel) throws Exception;
    }
}
