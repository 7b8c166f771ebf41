package dev.weft.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The bytes of each {@link Frame}, version 1, and the rules: enough to write a peer in another
 * language. All numbers are big-endian. {@code FramesTest} has each kind byte for byte.
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
 * 11 Encrypt  channel u32, algorithm u8, salt of 32 bytes, proof of 16 bytes
 *             algorithm: 1 AES-256-GCM, 2 ChaCha20-Poly1305
 * 12 Sealed   channel u32, then encrypted: flags and what follows them in Data, or flags 16 and
 *             detail text; then the tag of 16 bytes
 * text     length u16, then UTF-8 without control characters
 * flags    bits 0 and 1: 0 message, 1 request, 2 reply, 3 failure; bit 2: first fragment, which has
 *          total and key, and correlation unless it is a message; bit 3: last fragment
 * body     at most 16,384 bytes, to the end of the frame; not empty but in a last fragment
 * </pre>
 *
 * <p><b>Beginning.</b> Both sides send Hello at once, and read the other's before anything else.
 * They speak the newest version that lies in both their ranges, least to most; what a later version
 * adds to its Hello stands at the end and is skipped. Without a common version, or with different
 * protocol names, each side says Goodbye with violated 1 and closes. Who gets no Hello within 10 s
 * closes.
 *
 * <p><b>Channels.</b> Who connected opens odd channel numbers, who accepted even ones, rising, each
 * once; the other side answers Opened or Refused. Open and Opened grant credit: bytes and messages
 * that the receiver of the frame may send. A message or request may begin while both are over zero;
 * it takes one message and its whole body, also below zero. Credit gives back what the program
 * has taken, never more than was used. Replies and failures need none; they carry the correlation
 * of the request, which its sender chooses.
 *
 * <p><b>Fragments.</b> A message's fragments follow each other on their channel, with frames of
 * other channels between them. Its total must not be over the receiver's maxMessageBytes.
 *
 * <p><b>Life and end.</b> Any byte is a sign of life. A side that hears nothing for 10 s sends
 * Ping, which Pong answers, and gives up after 30 s. Close ends a channel both ways; frames for
 * it that were on their way are dropped. Goodbye comes last, is answered by Goodbye unless it is an
 * answer, and then the connection is closed. In both, violated 1 says that the receiver broke the
 * rules: with an unknown kind or flag, a frame that is too long, cut or has bytes left over, a
 * channel that was never opened, a message without credit.
 *
 * <p><b>Encryption.</b> Before its first message on a channel, each side sends Encrypt and waits
 * for the other's; from then on all its Data goes as Sealed, and its Close as Sealed with flags 16,
 * unless violated. The proof, and the keys, are in {@code KeySchedule}, the nonces in {@code Seal}
 * (package {@code dev.weft.crypto}). What is sealed is encrypted with the frame's first 9 bytes,
 * which are length, kind and channel, as associated data, and is followed by the tag.
 *
 * <p>Here they are written; {@link FrameReader} reads them. Stateless; any thread.
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

    static final int MAGIC = 0x57454654; // "WEFT"
    static final int FIRST = 4;
    static final int LAST = 8;

    /** The most bytes that a control frame needs. */
    public static final int MAX_CONTROL_BYTES = 4 + 13 + 2 * (MAX_TEXT_BYTES + 2);

    /** The most bytes before the body of a message's first frame. */
    public static final int MAX_HEAD_BYTES = 4 + 6 + 8 + 4 + 2 + MAX_TEXT_BYTES;

    /** The bytes before the body of a message's other frames. */
    public static final int REST_HEAD_BYTES = 4 + 6;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\uFFFD]");

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** The bytes of a sealed frame that stay readable: length, kind and channel. */
    public static final int SEALED_HEAD_BYTES = 4 + 5;

    static final int SALT_BYTES = 32;
    static final int PROOF_BYTES = 16;
    private static final int END = 16;

    private Frames() {}

    /** The most bytes that this control frame needs, which is little: most have no text. */
    public static int bound(Frame frame) {
        var characters = switch (frame) {
            case Frame.Hello it -> it.protocol().length() + it.node().length();
            case Frame.Open it -> it.name().length();
            case Frame.Refused it -> it.detail().length();
            case Frame.Close it -> it.detail().length();
            case Frame.Goodbye it -> it.detail().length();
            case Frame.Opened it -> 0;
            case Frame.Credit it -> 0;
            case Frame.Ping it -> 0;
            case Frame.Pong it -> 0;
            default -> MAX_TEXT_BYTES;
        };
        return Math.min(MAX_CONTROL_BYTES, 32 + 3 * characters);
    }

    /** Writes a control frame into a buffer that has room for its {@link #bound}. */
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
            case Frame.Encrypt it -> to.put((byte) 11).putInt(it.channel())
                    .put((byte) it.algorithm()).put(it.salt()).put(it.proof());
            case Frame.Data it -> throw new IllegalArgumentException("no control frame: " + it);
            case Frame.Sealed it -> throw new IllegalArgumentException("no control frame: " + it);
        }
        to.putInt(start, to.position() - start - 4);
    }

    private static void numbers(int kind, int channel, int bytes, int messages, ByteBuffer to) {
        to.put((byte) kind).putInt(channel).putInt(bytes).putInt(messages);
    }

    /**
     * Begins a message: writes its first frame up to the body at the beginning of an array that has
     * room for {@link #MAX_HEAD_BYTES}. {@link #finishHead} adds what only the body decides.
     *
     * @return how many bytes were written: there the body begins
     */
    public static int writeHead(
            byte[] to, int channel, Frame.Kind kind, long correlation, String key) {
        to[4] = 5;
        INT.set(to, 5, channel);
        var at = 10;
        if (kind != Frame.Kind.MESSAGE) {
            LONG.set(to, at, correlation);
            at += 8;
        }
        at += 4;
        var length = key(key, to, at + 2);
        to[at] = (byte) (length >> 8);
        to[at + 1] = (byte) length;
        return at + 2 + length;
    }

    /** Ends the head of a message whose body follows it in the array. */
    public static void finishHead(byte[] frame, int headBytes, Frame.Kind kind, int bodyBytes) {
        var here = Math.min(bodyBytes, MAX_FRAGMENT_BYTES);
        INT.set(frame, 0, headBytes - 4 + here);
        frame[9] = (byte) (kind.ordinal() | FIRST | (here == bodyBytes ? LAST : 0));
        INT.set(frame, kind == Frame.Kind.MESSAGE ? 10 : 18, bodyBytes);
    }

    /** Writes a fragment after the first into a buffer that has room for it and its head. */
    public static void writeRest(int channel, Frame.Kind kind, boolean last, byte[] body,
            int offset, int length, ByteBuffer to) {
        to.putInt(REST_HEAD_BYTES - 4 + length).put((byte) 5).putInt(channel);
        to.put((byte) (kind.ordinal() | (last ? LAST : 0))).put(body, offset, length);
    }

    /**
     * Makes the plain form of a frame ready to be sealed: one of Data up to the buffer's position.
     *
     * @param tagBytes how much longer it will be
     */
    public static void toSealed(ByteBuffer frame, int tagBytes) {
        frame.putInt(0, frame.position() - 4 + tagBytes).put(4, (byte) 12);
    }

    /** Writes the plain form of the sealed end of a channel. */
    public static void writeEnd(int channel, String detail, ByteBuffer to) {
        to.putInt(0).put((byte) 5).putInt(channel).put((byte) END);
        text(detail, to);
    }

    /** Whether an opened frame is the end of its channel; if not, it is one of Data. */
    public static boolean isEnd(ByteBuffer opened) {
        return opened.remaining() > SEALED_HEAD_BYTES
                && opened.get(opened.position() + SEALED_HEAD_BYTES) == END;
    }

    /** Makes an opened frame one of Data again. */
    public static void toData(ByteBuffer opened) {
        opened.putInt(0, opened.limit() - 4).put(4, (byte) 5);
    }

    /** Nearly all keys are ASCII, and need no array in between. */
    private static int key(String key, byte[] to, int at) {
        var length = key.length();
        for (var i = 0; i < length && i < MAX_TEXT_BYTES; i++) {
            var c = key.charAt(i);
            if (c < ' ' || c >= 0x7F) {
                if (CONTROL.matcher(key).find()) {
                    throw new IllegalArgumentException("a key holds no control characters");
                }
                var bytes = key.getBytes(StandardCharsets.UTF_8);
                length = Math.min(bytes.length, MAX_TEXT_BYTES);
                System.arraycopy(bytes, 0, to, at, length);
                return length;
            }
            to[at + i] = (byte) c;
        }
        return Math.min(length, MAX_TEXT_BYTES);
    }

    private static byte flag(boolean set) {
        return (byte) (set ? 1 : 0);
    }

    private static void text(String text, ByteBuffer to) {
        var bytes = CONTROL.matcher(text).replaceAll("?").getBytes(StandardCharsets.UTF_8);
        var length = Math.min(bytes.length, MAX_TEXT_BYTES);
        while (length < bytes.length && (bytes[length] & 0xC0) == 0x80) {
            length--; // not within a character
        }
        to.putShort((short) length).put(bytes, 0, length);
    }
}
