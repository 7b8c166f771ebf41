package dev.weft.wire;

import java.net.ProtocolException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fragments of one channel's messages together again.
 *
 * <p>Confined to the pipe's reader. Holds at most one message of the allowed size, and never more
 * than twice what has really arrived of it.
 */
public final class Assembly {

    private final int maxBytes;
    private Frame.@Nullable Data first;
    private byte[] bytes = {};
    private int filled;

    /**
     * For one channel.
     *
     * @param maxBytes the largest message that this side takes
     */
    public Assembly(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds a fragment; gives the whole message when it was the last. */
    public Frame.@Nullable Data add(Frame.Data part) throws ProtocolException {
        if (part.first()) {
            if (first != null) {
                throw new ProtocolException("message begins inside of another");
            }
            if (part.total() > maxBytes) {
                throw new ProtocolException("message \"" + part.key() + "\" is " + part.total()
                        + " bytes, over maxMessageBytes " + maxBytes);
            }
            if (part.last()) {
                checkTotal(part.total(), part.length());
                return part;
            }
            first = part;
            bytes = Arrays.copyOf(part.body(), Math.min(part.total(), 2 * part.length()));
            filled = part.length();
            return null;
        }
        if (first == null || first.kind() != part.kind()) {
            throw new ProtocolException("fragment without a beginning");
        }
        append(first, part);
        if (!part.last()) {
            return null;
        }
        checkTotal(first.total(), filled);
        var whole = new Frame.Data(part.channel(), first.kind(), true, true, first.correlation(),
                first.key(), filled, bytes, 0, filled);
        first = null;
        bytes = new byte[0];
        return whole;
    }

    private void append(Frame.Data begin, Frame.Data part) throws ProtocolException {
        if (part.length() > begin.total() - filled) {
            throw new ProtocolException("message \"" + begin.key() + "\" is longer than its total "
                    + begin.total());
        }
        if (bytes.length < filled + part.length()) {
            var twice = Math.max(2 * bytes.length, filled + part.length());
            bytes = Arrays.copyOf(bytes, Math.min(begin.total(), twice));
        }
        System.arraycopy(part.body(), part.offset(), bytes, filled, part.length());
        filled += part.length();
    }

    private static void checkTotal(int total, int actual) throws ProtocolException {
        if (total != actual) {
            throw new ProtocolException("message of " + actual + " bytes, announced " + total);
        }
    }
}
