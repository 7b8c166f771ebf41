package dev.weft.protocol;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Turns message bodies into bytes and back.
 *
 * <p>{@code node.protocols().add("json", new Json())} makes it the one behind
 * {@code tcp://host:port/json}. Both sides of a pipe name the same protocol, or the handshake
 * fails.
 *
 * <p>An instance serves all pipes of a node and is called by many threads at once. What it throws
 * reaches the caller of {@code send} or {@code as} as {@link dev.weft.NetException.BadMessage}.
 */
public interface Protocol {

    /** Writes the body; must not close the stream. */
    void encode(Object body, OutputStream to) throws IOException;

    /**
     * Reads a body, which may come from a hostile peer: it must refuse what is not exactly one
     * value of this type, and must not allocate on the word of a length that the bytes don't hold.
     *
     * @param bytes holds the body
     * @param offset where it begins
     * @param length how long it is
     * @param type what the program asked for
     */
    <T> T decode(byte[] bytes, int offset, int length, Class<T> type) throws IOException;

    /**
     * The protocol "bytes": a body is a {@code byte[]}, and travels as it is.
     *
     * <p>It has no state and runs on the threads that send and receive.
     */
    final class Bytes implements Protocol {

        /** Made once for each node, or shared: there is nothing in it. */
        public Bytes() {}

        @Override
        public void encode(Object body, OutputStream to) throws IOException {
            if (!(body instanceof byte[] bytes)) {
                throw new IOException(
                        "bytes: a body must be byte[], not " + body.getClass().getName());
            }
            to.write(bytes);
        }

        @Override
        public <T> T decode(byte[] bytes, int offset, int length, Class<T> type)
                throws IOException {
            if (type != byte[].class) {
                throw new IOException("bytes: a body can be read as byte[] only, not as "
                        + type.getTypeName());
            }
            return type.cast(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }

    /**
     * A message body while it is encoded: the stream that {@link #encode} writes to, into an
     * array that grows as needed and serves many messages, one after the other.
     *
     * <p>For one thread at a time. What bounds it is the size of the message, which is checked
     * after.
     */
    class Body extends OutputStream {

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
}
