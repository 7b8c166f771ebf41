package dev.weft.core;

import dev.weft.NetException;
import dev.weft.wire.Frame;
import dev.weft.wire.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a channel: encodes on the caller's thread, waits for the peer's credit, then hands
 * fragments to the pipe. Replies need no credit: the caller who waits for one is its bound.
 *
 * <p>The order of locks is credit, then {@code turn}, then the pipe's; a sender that waits for
 * credit holds nothing, so a reply can always overtake it.
 */
final class Sending {

    private static final int MAX_FAILURE_BYTES = 1000;

    private final ChannelCore channel;
    private final Outbound outbound;
    private final SendWindow window;
    /** Held while a message's fragments go out, so that two messages never mix. */
    private final ReentrantLock turn = new ReentrantLock();

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
        return transmit(kind, correlation, key, body, encode(key, body), timeoutNanos);
    }

    /** Answers a request with an error, which no protocol encodes. */
    void fail(long correlation, String key, String why) throws InterruptedException {
        // Cut to what any peer takes: this must not be what ends the pipe.
        var text = StandardCharsets.UTF_8.encode(why);
        text.limit(Math.min(text.limit(),
                Math.min(MAX_FAILURE_BYTES, channel.pipeCore().peerMaxMessageBytes())));
        var bytes = new byte[text.remaining()];
        text.get(bytes);
        transmit(Frame.Kind.FAILURE, correlation, key, new String(bytes, StandardCharsets.UTF_8),
                bytes, Long.MAX_VALUE);
    }

    private boolean transmit(Frame.Kind kind, long correlation, String key, Object body,
            byte[] encoded, long timeoutNanos) throws InterruptedException {
        var size = encoded.length;
        var needsCredit = kind == Frame.Kind.MESSAGE || kind == Frame.Kind.REQUEST;
        if (needsCredit && !window.take(size, timeoutNanos)) {
            return false;
        }
        var begun = false;
        try {
            turn.lockInterruptibly();
            try {
                if (outbound.isLocal()) {
                    outbound.send(handed(kind, correlation, key, body));
                    begun = true;
                    return true;
                }
                outbound.send(fragment(kind, correlation, key, encoded, 0));
                begun = true;
                sendRest(kind, correlation, key, encoded);
            } finally {
                turn.unlock();
            }
        } catch (IOException e) {
            throw channel.closed(e);
        } finally {
            if (!begun && needsCredit) {
                window.giveBack(size);
            }
        }
        return true;
    }

    /**
     * The fragments after the first. An interrupt waits until they are through, since half a
     * message would be left at the peer; the pipe's heartbeat bounds that time.
     */
    private void sendRest(Frame.Kind kind, long correlation, String key, byte[] body)
            throws IOException {
        var interrupted = false;
        var offset = Frames.MAX_FRAGMENT_BYTES;
        while (offset < body.length) {
            try {
                outbound.send(fragment(kind, correlation, key, body, offset));
                offset += Frames.MAX_FRAGMENT_BYTES;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends if it needs no waiting. */
    boolean trySend(String key, Object body) {
        var encoded = encode(key, body);
        if (!turn.tryLock()) {
            return false;
        }
        var sent = false;
        var credit = false;
        try {
            credit = window.take(encoded.length, 0);
            if (!credit) {
                return false;
            }
            if (outbound.isLocal()) {
                sent = outbound.trySend(handed(Frame.Kind.MESSAGE, 0, key, body));
                return sent;
            }
            sent = outbound.trySend(fragment(Frame.Kind.MESSAGE, 0, key, encoded, 0));
            for (var at = Frames.MAX_FRAGMENT_BYTES; sent && at < encoded.length;
                    at += Frames.MAX_FRAGMENT_BYTES) {
                // The message is begun, so it is finished; bounded by maxMessageBytes.
                outbound.tell(fragment(Frame.Kind.MESSAGE, 0, key, encoded, at));
            }
            return sent;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException e) {
            throw channel.closed(e);
        } finally {
            turn.unlock();
            if (credit && !sent) {
                window.giveBack(encoded.length);
            }
        }
    }

    private byte[] encode(String key, Object body) {
        Keys.check(channel, key);
        if (outbound.isLocal()) {
            return new byte[0];
        }
        var bytes = new ByteArrayOutputStream(128);
        try {
            channel.protocol().encode(body, bytes);
        } catch (IOException | RuntimeException e) {
            throw new NetException.BadMessage(channel.describe() + ": message \"" + key
                    + "\" can't be encoded: " + e.getMessage(), e);
        }
        var allowed = channel.pipeCore().peerMaxMessageBytes();
        if (bytes.size() > allowed) {
            throw new NetException.OverLimit(channel.describe() + ": message \"" + key + "\" is "
                    + bytes.size() + " bytes, over the peer's maxMessageBytes " + allowed
                    + "; raise it there or split the message");
        }
        return bytes.toByteArray();
    }

    private Frame handed(Frame.Kind kind, long correlation, String key, @Nullable Object body) {
        return new Frame.Handed(channel.number(), kind, correlation, key, body);
    }

    private Frame fragment(
            Frame.Kind kind, long correlation, String key, byte[] body, int offset) {
        var length = Math.min(Frames.MAX_FRAGMENT_BYTES, body.length - offset);
        return new Frame.Data(channel.number(), kind, offset == 0,
                offset + length == body.length, correlation, key, body.length, body, offset,
                length);
    }
}
