package dev.weft.core;

import dev.weft.protocol.Protocol.Body;
import dev.weft.wire.Frame;
import dev.weft.wire.Frames;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way out: its first frame, complete with head, as it will stand on the wire, and
 * behind that the rest of a body that needs more frames. So under the pipe's lock only a copy is
 * left to do. On a local pipe it holds the object itself and no bytes.
 *
 * <p>Made once and used for many messages; confined to the thread that sends.
 */
final class Outgoing extends Body {

    private static final int FIRST_BYTES = 256;

    private Frame.Kind kind = Frame.Kind.MESSAGE;
    private int channel;
    private long correlation;
    private String key = "";
    private @Nullable Object object;
    private int headBytes;

    /** With room for a small message, unless it is to hold an object. */
    Outgoing(boolean forBytes) {
        super(forBytes ? FIRST_BYTES : 0);
    }

    /** Begins a message; the body is to be written next. */
    Outgoing begin(int toChannel, Frame.Kind ofKind, long answering, String underKey) {
        identify(toChannel, ofKind, answering, underKey);
        truncate(0);
        room(Frames.MAX_HEAD_BYTES);
        headBytes = Frames.writeHead(bytes(), toChannel, ofKind, answering, underKey);
        become(bytes(), headBytes);
        return this;
    }

    /** Begins a message that stays an object. */
    Outgoing hand(int toChannel, Frame.Kind ofKind, long answering, String underKey, Object body) {
        identify(toChannel, ofKind, answering, underKey);
        headBytes = 0;
        truncate(0);
        object = body;
        return this;
    }

    private void identify(int toChannel, Frame.Kind ofKind, long answering, String underKey) {
        channel = toChannel;
        kind = ofKind;
        correlation = answering;
        key = underKey;
    }

    /** The body is complete. */
    void end() {
        Frames.finishHead(bytes(), headBytes, kind, bodyBytes());
    }

    int channel() {
        return channel;
    }

    Frame.Kind kind() {
        return kind;
    }

    long correlation() {
        return correlation;
    }

    String key() {
        return key;
    }

    @Nullable Object object() {
        return object;
    }

    int bodyBytes() {
        return size() - headBytes;
    }

    /** How long the first frame is; the rest of the body follows in frames of its own. */
    int firstFrameBytes() {
        return headBytes + Math.min(bodyBytes(), Frames.MAX_FRAGMENT_BYTES);
    }

    boolean isOneFrame() {
        return bodyBytes() <= Frames.MAX_FRAGMENT_BYTES;
    }

    /** Answers need no credit: the caller who waits for one is its bound. */
    boolean needsCredit() {
        return kind == Frame.Kind.MESSAGE || kind == Frame.Kind.REQUEST;
    }
}
