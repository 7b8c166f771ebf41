package dev.weft.wire;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of each {@link Frame}, version 1. All numbers are big-endian.
 *
 * <pre>
 * frame    length u32, the number of bytes that follow: 1 to 17,408; kind u8; then by kind:
 *  1 Hello    "WEFT", least u8, most u8, maxMessageBytes u32, protocol text, node text
 *  2 Open     channel u32, bytes u32, messages u32, name text
 *  3 Opened   channel u32, bytes u32, messages u32
 *  4 Refused  channel u32, overLimit u8, detail text
 *  5 Data     channel u32, flags u8, [correlation u64], [total u32, key text], body
 *  6 Credit   channel u32, bytes u32, messages u32
 *  7 Close    channel u32, violated u8, detail text
 *  8 Ping, 9 Pong
 * 10 Goodbye  violated u8, detail text
 * text     length u16, then UTF-8
 * flags    bits 0 and 1: 0 message, 1 request, 2 reply, 3 failure; bit 2: first fragment, which has
 *          total and key, and correlation unless it is a message; bit 3: last fragment
 * body     at most 16,384 bytes, to the end of the frame
 * </pre>
 *
 * <p>Stateless; any thread. What a peer sent is checked before anything is allocated for it.
 */
public final class Frames {

    /** The version of the wire format that this code speaks. */
    public static final int VERSION = 1;

    /** The longest body of one Data frame: a larger message must not hold up a heartbeat. */
    public static final int MAX_FRAGMENT_BYTES = 16 * 1024;

    /** The longest frame with its length field. */
    public static final int MAX_FRAME_BYTES = 4 + MAX_FRAGMENT_BYTES + 1024;

    /** The longest text, in bytes of UTF-8; longer ones for people are cut. */
    public static final int MAX_TEXT_BYTES = 512;

    private static final int MAGIC = 0x57454654; // "WEFT"
    private static final int FIRST = 4;
    private static final int LAST = 8;
    private static final Frame.Kind[] KINDS = Frame.Kind.values();

    private Frames() {}

    /** An upper bound of the bytes that {@link #write} needs. */
    public static int sizeBound(Frame frame) {
        return switch (frame) {
            case Frame.Data data -> 4 + 18 + 2 + 3 * data.key().length() + data.length();
            case Frame.Handed handed -> 0;
            case Frame.Hello hello -> 4 + 12 + 2 * (MAX_TEXT_BYTES + 2);
            default -> 4 + 13 + MAX_TEXT_BYTES + 2;
        };
    }

    /** Writes a frame into a buffer that has room for {@link #sizeBound}. */
    public static void write(Frame frame, ByteBuffer to) {
        var start = to.position();
        to.putInt(0);
        switch (frame) {
            case Frame.Hello it -> {
                to.put((byte) 1).putInt(MAGIC);
                to.put((byte) it.least()).put((byte) it.most()).putInt(it.maxMessageBytes());
                text(it.protocol(), to);
                text(it.node(), to);
            }
            case Frame.Open it -> {
                numbers(2, it.channel(), it.bytes(), it.messages(), to);
                text(it.name(), to);
            }
            case Frame.Opened it -> numbers(3, it.channel(), it.bytes(), it.messages(), to);
            case Frame.Refused it -> {
                to.put((byte) 4).putInt(it.channel()).put(flag(it.overLimit()));
                text(it.detail(), to);
            }
            case Frame.Data it -> data(it, to);
            case Frame.Credit it -> numbers(6, it.channel(), it.bytes(), it.messages(), to);
            case Frame.Close it -> {
                to.put((byte) 7).putInt(it.channel()).put(flag(it.violated()));
                text(it.detail(), to);
            }
            case Frame.Ping it -> to.put((byte) 8);
            case Frame.Pong it -> to.put((byte) 9);
            case Frame.Goodbye it -> {
                to.put((byte) 10).put(flag(it.violated()));
                text(it.detail(), to);
            }
            case Frame.Handed it -> throw new IllegalArgumentException("not for the wire: " + it);
        }
        to.putInt(start, to.position() - start - 4);
    }

    private static void numbers(int kind, int channel, int bytes, int messages, ByteBuffer to) {
        to.put((byte) kind).putInt(channel).putInt(bytes).putInt(messages);
    }

    private static void data(Frame.Data it, ByteBuffer to) {
        var flags = it.kind().ordinal() | (it.first() ? FIRST : 0) | (it.last() ? LAST : 0);
        to.put((byte) 5).putInt(it.channel()).put((byte) flags);
        if (it.first()) {
            if (it.kind() != Frame.Kind.MESSAGE) {
                to.putLong(it.correlation());
            }
            text(it.key(), to.putInt(it.total()));
        }
        to.put(it.body(), it.offset(), it.length());
    }

    private static byte flag(boolean set) {
        return (byte) (set ? 1 : 0);
    }

    private static void text(String text, ByteBuffer to) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var length = Math.min(bytes.length, MAX_TEXT_BYTES);
        to.putShort((short) length).put(bytes, 0, length);
    }

    /**
     * Takes the next frame out of the buffer, or nothing while it is not complete.
     *
     * @throws ProtocolException when the bytes are not a frame; the pipe can't go on
     */
    public static @Nullable Frame read(ByteBuffer from) throws ProtocolException {
        if (from.remaining() < 4) {
            return null;
        }
        var length = from.getInt(from.position());
        if (length < 1 || length > MAX_FRAME_BYTES - 4) {
            throw new ProtocolException("frame of " + (length & 0xFFFF_FFFFL)
                    + " bytes; allowed are 1 to " + (MAX_FRAME_BYTES - 4));
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
        } catch (java.nio.BufferUnderflowException e) {
            throw new ProtocolException("frame of kind " + kind + " is cut short: " + length);
        } finally {
            from.limit(limit);
        }
    }

    private static Frame body(byte kind, ByteBuffer from) throws ProtocolException {
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
            default -> throw new ProtocolException("unknown kind of frame: " + kind);
        };
    }

    private static Frame hello(ByteBuffer from) throws ProtocolException {
        if (from.getInt() != MAGIC) {
            throw new ProtocolException("the peer does not speak Weft");
        }
        var least = from.get() & 0xFF;
        var most = from.get() & 0xFF;
        if (least > VERSION || most < VERSION) {
            // Goes on in a way that we don't know; the numbers are all that we need to refuse it.
            from.position(from.limit());
            return new Frame.Hello(least, most, 0, "", "");
        }
        var hello = new Frame.Hello(least, most, count(from), text(from), text(from));
        if (most > VERSION) {
            from.position(from.limit()); // what a later version has added
        }
        return hello;
    }

    private static Frame data(ByteBuffer from) throws ProtocolException {
        var channel = from.getInt();
        var flags = from.get();
        if ((flags & ~(3 | FIRST | LAST)) != 0) {
            throw new ProtocolException("unknown flags of a message: " + flags);
        }
        var kind = KINDS[flags & 3];
        var first = (flags & FIRST) != 0;
        var correlation = first && kind != Frame.Kind.MESSAGE ? from.getLong() : 0;
        var total = first ? count(from) : 0;
        var key = first ? text(from) : "";
        var body = new byte[from.remaining()];
        from.get(body);
        return new Frame.Data(channel, kind, first, (flags & LAST) != 0, correlation, key, total,
                body, 0, body.length);
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
        if (length > MAX_TEXT_BYTES) {
            throw new ProtocolException("text of " + length + " bytes, over " + MAX_TEXT_BYTES);
        }
        var bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
