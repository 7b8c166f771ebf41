package dev.weft.core;

import dev.weft.NetException;
import dev.weft.core.MessageCore.Keys;
import dev.weft.trace.FlightEvents;
import dev.weft.wire.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The way out of a channel: encodes on the caller's thread, where user code may run, and then hands
 * the message to the pipe, which waits for credit, turn and room. Replies need no credit, and a
 * sender that waits holds nothing, so a reply can always overtake it.
 */
final class Sending {

    private static final int MAX_FAILURE_BYTES = 1000;

    private final ChannelCore channel;
    private final Outbound outbound;
    private final SendWindow window;

    Sending(ChannelCore channel, Outbound outbound, SendWindow window) {
        this.channel = channel;
        this.outbound = outbound;
        this.window = window;
    }

    /**
     * Sends, and waits for it.
     *
     * @return false when there was no credit within the time
     */
    boolean send(Frame.Kind kind, long correlation, String key, Object body, long timeoutNanos)
            throws InterruptedException {
        var blocked = FlightEvents.sending();
        var message = outbound.take();
        try {
            encode(message, kind, correlation, key, body);
            return outbound.send(message, window, timeoutNanos);
        } catch (IOException e) {
            throw channel.closed(e);
        } finally {
            outbound.giveBack(message);
            FlightEvents.sent(blocked, channel, key);
        }
    }

    /** Sends if it needs no waiting. */
    boolean trySend(String key, Object body) {
        var message = outbound.take();
        try {
            encode(message, Frame.Kind.MESSAGE, 0, key, body);
            return outbound.trySend(message, window);
        } catch (IOException e) {
            throw channel.closed(e);
        } finally {
            outbound.giveBack(message);
        }
    }

    /** Answers a request with an error, which no protocol encodes. */
    void fail(long correlation, String key, String why) throws InterruptedException {
        // Cut to what any peer takes: this must not be what ends the pipe.
        var most = Math.min(MAX_FAILURE_BYTES, channel.pipeCore().peerMaxMessageBytes());
        var text = why.getBytes(StandardCharsets.UTF_8);
        var length = Math.min(text.length, most);
        var message = outbound.take();
        try {
            if (outbound.isLocal()) {
                message.hand(channel.number(), Frame.Kind.FAILURE, correlation, key,
                        new String(text, 0, length, StandardCharsets.UTF_8));
            } else {
                message.begin(channel.number(), Frame.Kind.FAILURE, correlation, key);
                message.write(text, 0, length);
                message.end();
            }
            outbound.send(message, window, Long.MAX_VALUE);
        } catch (IOException e) {
            throw channel.closed(e);
        } finally {
            outbound.giveBack(message);
        }
    }

    /** Whether the calling thread is the one that reads, which runs an inline handler. */
    boolean isByReader() {
        return outbound.isGathering();
    }

    private void encode(
            Outgoing message, Frame.Kind kind, long correlation, String key, Object body) {
        Keys.check(channel, key);
        if (outbound.isLocal()) {
            message.hand(channel.number(), kind, correlation, key, body);
            return;
        }
        try {
            message.begin(channel.number(), kind, correlation, key);
            channel.protocol().encode(body, message);
        } catch (IOException | RuntimeException e) {
            throw new NetException.BadMessage(channel.describe() + ": message \"" + key
                    + "\" can't be encoded: " + e.getMessage(), e);
        }
        message.end();
        var allowed = channel.pipeCore().peerMaxMessageBytes();
        if (message.bodyBytes() > allowed) {
            throw new NetException.OverLimit(channel.describe() + ": message \"" + key + "\" is "
                    + message.bodyBytes() + " bytes, over the peer's maxMessageBytes " + allowed
                    + "; raise it there or split the message");
        }
    }
}
