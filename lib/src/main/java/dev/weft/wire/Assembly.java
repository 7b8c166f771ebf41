package dev.weft.wire;

import java.net.ProtocolException;
import java.util.Arrays;

/**
 * Copies the messages of one channel out of the read buffer, and joins their fragments.
 *
 * <p>Confined to the pipe's reader. Holds at most one message of the allowed size, and never more
 * than four times what has really arrived of it.
 */
public final class Assembly {

    /** Honest first fragments have 16 KiB: most messages then need no second array. */
    private static final int PROMPT_FACTOR = 4;

    private static final byte[] NONE = {};

    private final int maxBytes;
    private boolean begun;
    private Frame.Kind kind = Frame.Kind.MESSAGE;
    private long correlation;
    private String key = "";
    private int total;
    private byte[] body = NONE;
    private int filled;

    /**
     * For one channel.
     *
     * @param maxBytes the largest message that this side takes
     */
    public Assembly(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds a fragment; true when it was the last, and the message is here until the next one. */
    public boolean add(Frame.Data part) throws ProtocolException {
        if (part.first()) {
            begin(part);
        } else if (!begun || kind != part.kind()) {
            throw new ProtocolException("fragment without a beginning");
        }
        append(part);
        begun = !part.last();
        if (!begun && filled != total) {
            throw new ProtocolException(
                    "message of " + filled + " bytes, announced " + total);
        }
        return !begun;
    }

    private void begin(Frame.Data part) throws ProtocolException {
        if (begun) {
            throw new ProtocolException("message begins inside of another");
        }
        if (part.total() > maxBytes) {
            throw new ProtocolException("message \"" + part.key() + "\" is " + part.total()
                    + " bytes, over maxMessageBytes " + maxBytes);
        }
        kind = part.kind();
        correlation = part.correlation();
        key = part.key();
        total = part.total();
        filled = 0;
        var prompt = part.last() ? part.length() : PROMPT_FACTOR * part.length();
        body = new byte[Math.min(total, prompt)];
    }

    private void append(Frame.Data part) throws ProtocolException {
        if (part.length() > total - filled) {
            throw new ProtocolException(
                    "message \"" + key + "\" is longer than its total " + total);
        }
        if (body.length - filled < part.length()) {
            var twice = Math.max(2L * body.length, filled + part.length());
            body = Arrays.copyOf(body, (int) Math.min(total, twice));
        }
        part.copyTo(body, filled);
        filled += part.length();
    }

    /** What the message is for. */
    public Frame.Kind kind() {
        return kind;
    }

    /** Joins a request and its answer. */
    public long correlation() {
        return correlation;
    }

    /** The key. */
    public String key() {
        return key;
    }

    /** The whole body, exactly; it belongs to the caller and is not kept here. */
    public byte[] takeBody() {
        var taken = body;
        body = NONE;
        return taken;
    }
}
