package dev.weft.protocol;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * A message body while it is encoded: the stream that {@link Protocol#encode} writes to, into an
 * array that grows as needed and serves many messages, one after the other.
 *
 * <p>For one thread at a time. What bounds it is the size of the message, which is checked after.
 */
public class Body extends OutputStream {

    private static final byte[] NONE = {};

    private byte[] bytes;
    private int size;

    /** An empty body with room for so many bytes. */
    public Body(int roomBytes) {
        bytes = roomBytes == 0 ? NONE : new byte[roomBytes];
    }

    /** The array that holds what was written, from its beginning. */
    public final byte[] bytes() {
        return bytes;
    }

    /** How much was written. */
    public final int size() {
        return size;
    }

    /** Forgets what was written after so many bytes. */
    public final void truncate(int toSize) {
        size = Math.min(size, toSize);
    }

    /** Takes an array as it is, for codecs that fill arrays themselves. */
    public final void become(byte[] filled, int filledSize) {
        bytes = filled;
        size = filledSize;
    }

    /** An array with what was written and room for more. */
    protected final byte[] room(int moreBytes) {
        if (moreBytes > bytes.length - size) {
            bytes = grown(bytes, size, moreBytes);
        }
        return bytes;
    }

    /** A larger copy of an array of which so much is used; at least twice as large. */
    public static byte[] grown(byte[] full, int used, int moreBytes) {
        return Arrays.copyOf(full, Math.max(2 * full.length, Math.addExact(used, moreBytes)));
    }

    @Override
    public final void write(int one) {
        room(1)[size++] = (byte) one;
    }

    @Override
    public final void write(byte[] from, int offset, int length) {
        System.arraycopy(from, offset, room(length), size, length);
        size += length;
    }

    /** Nothing to close: the message goes out when its encoder has returned. */
    @Override
    public final void close() {}
}
