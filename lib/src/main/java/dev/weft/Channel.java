package dev.weft;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.SecretKey;

/**
 * A two-way stream of messages on a {@link Pipe}.
 *
 * <p><b>Two styles, one at a time.</b> A channel is in <i>receive</i> style from its first
 * {@code receive}, or in <i>handler</i> style from its first {@code on} or {@code serve}; mixing
 * them throws {@link IllegalStateException}. Handlers run one at a time, in the channel's own lane
 * or in that of the {@link Runner} it is attached to, never on the thread that reads the pipe.
 *
 * <p><b>Order.</b> Messages of one direction arrive in the order sent, at most once; nothing is
 * sent again, and there is no order across channels.
 *
 * <p><b>Bounds.</b> The receiver grants credit, 256 KiB and 256 messages by default, and gives it
 * back as the program takes messages. Without credit {@code send} blocks; other channels of the
 * pipe go on. So a channel holds at most its window and one message of {@code maxMessageBytes}.
 *
 * <p><b>End.</b> {@link #close} ends both directions. The peer may still receive what was sent
 * before. Blocked calls throw {@link NetException.Closed}. Then {@code onClose} runs
 * once. A channel never outlives its pipe.
 *
 * <p><b>Interrupt</b> cancels the wait: the call throws {@link InterruptedException} and the
 * channel stays usable.
 */
public interface Channel extends Task, AutoCloseable {

    /**
     * The numbers of a channel at one time.
     *
     * @param name the name that it was opened with
     * @param state where it stands with its runner
     * @param inMessages messages that have arrived and wait to be taken
     * @param creditBytes bytes that it may send before the peer takes some
     * @param creditMessages messages that it may send before the peer takes some
     * @param requests requests of this side that wait for their answers
     * @param dropped messages that no handler wanted
     */
    record Snapshot(String name, State state, int inMessages, long creditBytes,
            long creditMessages, int requests, long dropped) {}

    /** The name that it was opened with. */
    String name();

    /** The pipe that it lives on. */
    Pipe pipe();

    /**
     * Sends a record, a string or whatever the protocol takes, under its type's key. Returns when
     * the bytes are handed to the pipe; that is no acknowledgement.
     */
    void send(Object message) throws InterruptedException;

    /** Sends a body under a key. */
    void send(String key, Object body) throws InterruptedException;

    /** As {@link #send(Object)} if it needs no waiting; false when credit or room lacks now. */
    boolean trySend(Object message);

    /** As {@link #send(String, Object)} if it needs no waiting. */
    boolean trySend(String key, Object body);

    /** Waits for the next message. */
    Message receive() throws InterruptedException;

    /** Waits for the next message, at most for the timeout; empty when it is over. */
    Optional<Message> receive(Duration timeout) throws InterruptedException;

    /**
     * Waits for the next message, which must be of this type.
     *
     * @throws NetException.BadMessage when it is another; the message is consumed
     */
    <T> T receive(Class<T> type) throws InterruptedException;

    /** Handles messages with the key of this type. */
    <T> Channel on(Class<T> type, Handler<? super T> handler);

    /** Handles messages with this key. */
    Channel on(String key, Handler<Message> handler);

    /**
     * Handles messages for which the key function gives this key. Functions are asked after the
     * messages' own keys, in the order given; each distinct function runs once a message.
     */
    Channel on(String key, Function<Message, String> keyOf, Handler<Message> handler);

    /** Handles what no other handler takes. Without it such messages are counted and dropped. */
    Channel onOther(Handler<Message> handler);

    /**
     * Runs, in the lane, when a handler or a sink's filter threw, with what it threw. The channel
     * then stays open, unless this closes it or throws as well. Without it the channel closes with
     * {@link CloseReason.HandlerFailed}, and the failure is logged.
     */
    Channel onError(Handler<CloseReason.HandlerFailed> handler);

    /** Runs once, in the lane, when the channel has ended; at once if it already has. */
    Channel onClose(Handler<CloseReason> handler);

    /**
     * Answers requests of this type, one at a time, in the lane. What it throws, or that it gives
     * null, is told to the one who asked. An answer that takes long holds the lane: where others
     * must not wait for it, let the peer ask over a channel of its own, or answer by a message.
     */
    <Q, R> Channel serve(Class<Q> question, Answer<? super Q, ? extends R> answer);

    /**
     * Sends a question and waits for its answer. Many callers may wait at once; the answer goes
     * straight to the one that asked and needs neither lane nor credit, so a handler may call this.
     *
     * @throws NetException.TimedOut when no answer came in time; a late one is dropped
     * @throws NetException.RequestFailed when the peer's code threw instead of answering
     */
    <R> R request(Object question, Class<R> answer, Duration timeout) throws InterruptedException;

    /** How a channel can be encrypted. */
    enum Algorithm {
        /** AES with keys of 256 bits, in Galois/counter mode; fast where the processor helps. */
        AES_256_GCM,
        /** ChaCha20 and Poly1305, RFC 8439. */
        CHACHA20_POLY1305
    }

    /**
     * Encrypts what both sides send from now on. Both must do so, with the same key and algorithm:
     * this side in the setup of {@code open} and the peer in its accept handler, or the other way
     * round, and before the first message. Else the channel ends on both sides with
     * {@link CloseReason.ProtocolViolated}, which tells of a key mismatch.
     *
     * <p>Each direction of each channel has a key of its own, derived from the shared one and two
     * random numbers. A message that was changed, repeated, moved or left out on its way ends the
     * channel, and so does an end that the peer did not make: that is
     * {@link CloseReason.TransportFailed}, never {@link CloseReason.ClosedByPeer}.
     *
     * <p><b>What it does not do.</b> Whoever learns the shared key reads all that was recorded
     * before, too: there is no forward secrecy, as {@code tls} has. In the clear stay the names of
     * nodes, channels and protocols, how long messages are, when they go, and how they are
     * acknowledged. On a {@code local} pipe keys are compared, and there is nothing to encrypt.
     *
     * @param key 32 bytes or more of a random generator, no password
     * @param algorithm the same on both sides
     * @throws IllegalStateException when the channel was used before, or is encrypted already
     */
    Channel encrypt(SecretKey key, Algorithm algorithm);

    /** As the long form; a lost peer closes the channel with {@link CloseReason.HeartbeatLost}. */
    Channel heartbeat(Duration interval, Duration timeout);

    /**
     * Watches the peer: a ping goes out after an interval of silence from it, and any byte that
     * arrives on the pipe counts as life.
     *
     * @param interval more than zero
     * @param timeout how long the silence may last; at least the interval
     * @param onLost runs once, in the lane, before the channel closes
     */
    Channel heartbeat(Duration interval, Duration timeout, Handler<CloseReason> onLost);

    /** Its numbers now. */
    Snapshot snapshot();

    /**
     * Ends the channel: what was sent before still goes out, what had arrived is dropped. Never
     * blocks; idempotent; from any thread, also in a handler.
     */
    @Override
    void close();

    /**
     * Turns a question into its answer, see {@link Channel#serve}.
     *
     * @param <Q> the question
     * @param <R> the answer
     */
    @FunctionalInterface
    interface Answer<Q, R> {

        /**
         * Runs in the channel's lane. What it throws is told to the caller, and the channel lives
         * on.
         */
        R to(Q question) throws Exception;
    }
}
