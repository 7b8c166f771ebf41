package dev.weft;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Many {@link Channel}s into one stream of messages.
 *
 * <p><b>What it takes.</b> A message that the filter accepts goes to the sink <i>instead of</i> the
 * channel; all others stay with the channel, for its own handlers or {@code receive}. Messages of a
 * channel keep their order, in the sink and in the channel; there is none across channels. Requests
 * always stay with the channel, which alone can answer them. Several sinks may take from one
 * channel: they are asked in the order in which they were attached.
 *
 * <p><b>Two styles, one at a time</b>, as for channels: {@code receive}, or handlers from the first
 * {@code on}. Handlers run one at a time, in the sink's own lane or in that of the {@link Runner}
 * it is attached to. They are given the message and the channel that it came from. Filters run in
 * the lane of their channel; they should be quick.
 *
 * <p><b>Bounds.</b> A sink holds at most as many messages as its capacity, and {@link Overflow}
 * says what happens to the next. The peer gets its credit back when the program takes a message
 * from the sink, so a sink also holds at most the windows of its channels, in bytes.
 *
 * <p><b>Attaching and detaching</b> work while messages flow. A message that has arrived and that
 * nobody took yet is offered to a sink that is attached then. What is in the sink stays in it when
 * its channel is detached or ends.
 *
 * <p><b>Failures.</b> A handler or filter that throws closes the channel that the message came from
 * with {@link CloseReason.HandlerFailed}, and only that one; {@link #onError} overrides it for
 * handlers, and {@link Channel#onError} for filters.
 *
 * <p><b>End.</b> {@link #close} detaches all channels, which live on without it, and drops what is
 * in the sink. Blocked calls throw {@link NetException.Closed}. It is closed with its node.
 */
public interface Sink extends Task, AutoCloseable {

    /** What happens to a message when the sink is full. */
    enum Overflow {
        /** It waits in its channel, and with it all later ones: their credit stops the sender. */
        BLOCK,
        /** The message that is in the sink for the longest time is dropped for it. */
        DROP_OLDEST,
        /** It is dropped itself. */
        DROP_NEWEST,
        /** Its channel is closed with {@link CloseReason.LimitExceeded}. */
        CLOSE_SENDER
    }

    /**
     * What a program does with something that came from one of several channels.
     *
     * @param <T> what comes
     */
    @FunctionalInterface
    interface ChannelHandler<T> {

        /** Runs in the lane of the sink; it may block, and it may throw. */
        void handle(T it, Channel from) throws Exception;
    }

    /**
     * The numbers of a sink at one time.
     *
     * @param name the name
     * @param state where it stands with its runner
     * @param channels how many are attached
     * @param blocked how many of them have a message that finds no room
     * @param messages how many wait to be taken
     * @param capacity how many may wait
     * @param dropped messages that found no room, and those that no handler wanted
     */
    record Snapshot(String name, State state, int channels, int blocked, int messages,
            int capacity, long dropped) {}

    /** The name, for people. */
    String name();

    /** Takes all messages of this channel. */
    Sink attach(Channel channel);

    /** Takes the messages of this channel that the filter accepts; a new filter replaces one. */
    Sink attach(Channel channel, Predicate<? super Message> filter);

    /** Takes no more messages of this channel; nothing happens when it took none. */
    void detach(Channel channel);

    /** Waits for the next message. */
    Message receive() throws InterruptedException;

    /** Waits for the next message, at most for the timeout; empty when it is over. */
    Optional<Message> receive(Duration timeout) throws InterruptedException;

    /** Handles messages with the key of this type. */
    <T> Sink on(Class<T> type, ChannelHandler<? super T> handler);

    /** Handles messages with this key. */
    Sink on(String key, ChannelHandler<Message> handler);

    /** Handles messages for which the function gives this key, see {@link Channel}. */
    Sink on(String key, Function<Message, String> keyOf, ChannelHandler<Message> handler);

    /** Handles what no other handler takes. Without it such messages are dropped. */
    Sink onOther(ChannelHandler<Message> handler);

    /** Runs when a handler threw, instead of closing the channel that the message came from. */
    Sink onError(ChannelHandler<CloseReason.HandlerFailed> handler);

    /** Its numbers now. */
    Snapshot snapshot();

    /** Ends it; never blocks; idempotent; from any thread, also in a handler. */
    @Override
    void close();
}
