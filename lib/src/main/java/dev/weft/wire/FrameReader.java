package dev.weft.wire;

import java.net.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames that {@link Frames} describes out of a buffer.
 *
 * <p>One for each pipe, confined to its reader. It remembers a few keys, so that a stream of
 * messages makes no strings. What a peer sent is checked before anything is allocated for it.
 */
public final class FrameReader {

    private static final Frame.Kind[] KINDS = Frame.Kind.values();

    private final Frame.Data data = new Frame.Data();
    private final Frame.Sealed sealed = new Frame.Sealed();
    private final @Nullable String[] recentKeys = new String[16];

    /** For one pipe. */
    public FrameReader() {}

    /**
     * Takes the next frame out of the buffer, or nothing while it is not complete.
     *
     * @throws ProtocolException when the bytes are not a frame; the pipe can't go on
     */
    public @Nullable Frame read(ByteBuffer from) throws ProtocolException {
        if (from.remaining() < 4) {
            return null;
        }
        var length = from.getInt(from.position());
        if (length < 1 || length > Frames.MAX_FRAME_BYTES - 4) {
            throw new ProtocolException(isTls(length)
                    ? "the peer speaks TLS; both ends must use it, or none"
                    : "frame of " + (length & 0xFFFF_FFFFL) + " bytes; allowed are 1 to "
                            + (Frames.MAX_FRAME_BYTES - 4));
        }
        if (from.remaining() < 4 + length) {
            return null;
        }
        var end = from.position() + 4 + length;
        var limit = from.limit();
        from.position(from.position() + 4).limit(end);
        var kind = from.get();
        try {
            var frame = body(kind, from);
            if (from.hasRemaining()) {
                throw new ProtocolException(
                        "frame of kind " + kind + " with " + from.remaining() + " bytes too many");
            }
            return frame;
        } catch (BufferUnderflowException e) {
            throw new ProtocolException("frame of kind " + kind + " is cut short: " + length);
        } finally {
            from.limit(limit);
        }
    }

    /** How a record of TLS begins, RFC 8446 5.1: an alert or a handshake, of version 3. */
    private static boolean isTls(int length) {
        return length >>> 16 == 0x1503 || length >>> 16 == 0x1603;
    }

    private Frame body(byte kind, ByteBuffer from) throws ProtocolException {
        return switch (kind) {
            case 1 -> hello(from);
            case 2 -> new Frame.Open(from.getInt(), count(from), count(from), text(from));
            case 3 -> new Frame.Opened(from.getInt(), count(from), count(from));
            case 4 -> new Frame.Refused(from.getInt(), from.get() != 0, text(from));
            case 5 -> data(from);
            case 6 -> new Frame.Credit(from.getInt(), count(from), count(from));
            case 7 -> new Frame.Close(from.getInt(), from.get() != 0, text(from));
            case 8 -> new Frame.Ping();
            case 9 -> new Frame.Pong();
            case 10 -> new Frame.Goodbye(from.get() != 0, text(from));
            case 11 -> encrypt(from);
            case 12 -> sealed(from);
            default -> throw new ProtocolException("unknown kind of frame: " + kind);
        };
    }

    private static Frame hello(ByteBuffer from) throws ProtocolException {
        if (from.getInt() != Frames.MAGIC) {
            throw new ProtocolException("the peer does not speak Weft");
        }
        var least = from.get() & 0xFF;
        var most = from.get() & 0xFF;
        if (least > Frames.VERSION || most < Frames.VERSION) {
            // Goes on in a way that we don't know; the numbers are all that we need to refuse it.
            from.position(from.limit());
            return new Frame.Hello(least, most, 0, "", "");
        }
        var hello = new Frame.Hello(least, most, count(from), text(from), text(from));
        if (most > Frames.VERSION) {
            from.position(from.limit()); // what a later version has added
        }
        return hello;
    }

    private Frame data(ByteBuffer from) throws ProtocolException {
        var it = data;
        it.channel = from.getInt();
        var flags = from.get();
        if ((flags & ~(3 | Frames.FIRST | Frames.LAST)) != 0) {
            throw new ProtocolException("unknown flags of a message: " + flags);
        }
        it.kind = KINDS[flags & 3];
        it.first = (flags & Frames.FIRST) != 0;
        it.last = (flags & Frames.LAST) != 0;
        it.correlation = it.first && it.kind != Frame.Kind.MESSAGE ? from.getLong() : 0;
        it.total = it.first ? count(from) : 0;
        it.key = it.first ? key(from) : "";
        if (from.remaining() > Frames.MAX_FRAGMENT_BYTES || !it.last && !from.hasRemaining()) {
            throw new ProtocolException("fragment of " + from.remaining() + " bytes; allowed are"
                    + " 1 to " + Frames.MAX_FRAGMENT_BYTES + ", and none in a last one");
        }
        it.body(from);
        from.position(from.limit());
        return it;
    }

    private static Frame encrypt(ByteBuffer from) {
        var channel = from.getInt();
        var algorithm = from.get() & 0xFF;
        var salt = new byte[Frames.SALT_BYTES];
        var proof = new byte[Frames.PROOF_BYTES];
        from.get(salt).get(proof);
        return new Frame.Encrypt(channel, algorithm, salt, proof);
    }

    private Frame sealed(ByteBuffer from) {
        var begin = from.position() - 5;
        sealed.channel = from.getInt();
        sealed.in(from, begin, from.limit());
        from.position(from.limit());
        return sealed;
    }

    /** What the sealed end of a channel says. */
    public static String detailOfEnd(ByteBuffer opened) throws ProtocolException {
        try {
            return text(opened.position(opened.position() + Frames.SEALED_HEAD_BYTES + 1));
        } catch (BufferUnderflowException e) {
            throw new ProtocolException("the end of a channel is cut short");
        }
    }

    /** A text that has probably been here before. */
    private String key(ByteBuffer from) throws ProtocolException {
        var begin = from.position();
        var length = from.getShort() & 0xFFFF;
        if (length == 0 || length > from.remaining()) {
            from.position(begin);
            return text(from);
        }
        var at = from.position();
        var ends = 31 * from.get(at) + from.get(at + length - 1);
        var slot = (31 * ends + length) & (recentKeys.length - 1);
        var known = recentKeys[slot];
        if (known != null && isAt(known, from, at, length)) {
            from.position(at + length);
            return known;
        }
        from.position(begin);
        var key = text(from);
        if (key.length() == length) {
            recentKeys[slot] = key;
        }
        return key;
    }

    /** A byte over 127 is negative and no character is: only ASCII is ever found. */
    private static boolean isAt(String known, ByteBuffer from, int at, int length) {
        if (known.length() != length) {
            return false;
        }
        for (var i = 0; i < length; i++) {
            if (known.charAt(i) != from.get(at + i)) {
                return false;
            }
        }
        return true;
    }

    private static int count(ByteBuffer from) throws ProtocolException {
        var count = from.getInt();
        if (count < 0) {
            throw new ProtocolException("count over 2^31: " + (count & 0xFFFF_FFFFL));
        }
        return count;
    }

    private static String text(ByteBuffer from) throws ProtocolException {
        var length = from.getShort() & 0xFFFF;
        if (length > Frames.MAX_TEXT_BYTES) {
            throw new ProtocolException(
                    "text of " + length + " bytes, over " + Frames.MAX_TEXT_BYTES);
        }
        var bytes = new byte[length];
        from.get(bytes);
        var text = new String(bytes, StandardCharsets.UTF_8);
        for (var i = 0; i < length && i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i)) || text.charAt(i) == '\uFFFD') {
                // It would stand in logs and errors, where a line must stay one.
                throw new ProtocolException("text with a control character or broken UTF-8");
            }
        }
        return text;
    }
}
