package dev.weft.wire;

import java.nio.ByteBuffer;

/**
 * What one side of a pipe says to the other. {@link Frames} has the bytes of each.
 *
 * <p>A channel's number is chosen by the side that opens it, odd by the side that connected and
 * even by the side that accepted, and is never used again on the pipe.
 */
public sealed interface Frame {

    /** What a message is for. The ordinal stands on the wire. */
    enum Kind {
        /** For the channel's inbox; needs credit. */
        MESSAGE,
        /** For the channel's inbox, wants an answer; needs credit. */
        REQUEST,
        /** Answers a request; for the waiting caller, needs no credit. */
        REPLY,
        /** Answers a request with an error; the body is its text in UTF-8. */
        FAILURE
    }

    /**
     * A message, or a fragment of one, as it lies in the buffer that it was read from: to be used
     * before the next frame is read, for there is one object for all. The fragments of a message
     * follow each other on their channel, with frames of other channels between them.
     */
    final class Data implements Frame {
        int channel;
        Kind kind = Kind.MESSAGE;
        boolean first;
        boolean last;
        long correlation;
        String key = "";
        int total;
        int length;
        private ByteBuffer buffer = ByteBuffer.allocate(0);
        private int offset;

        Data() {}

        /** The body is what is left in the buffer. */
        void body(ByteBuffer from) {
            buffer = from;
            offset = from.position();
            length = from.remaining();
        }

        /** The number of its channel. */
        public int channel() {
            return channel;
        }

        /** What it is for. */
        public Kind kind() {
            return kind;
        }

        /** Whether it begins a message; if not, it has no correlation, key and total. */
        public boolean first() {
            return first;
        }

        /** Whether it ends a message. */
        public boolean last() {
            return last;
        }

        /** Joins a request and its answer; 0 for a message. */
        public long correlation() {
            return correlation;
        }

        /** The key. */
        public String key() {
            return key;
        }

        /** The length of the whole body, as the peer says. */
        public int total() {
            return total;
        }

        /** How many bytes of the body are here. */
        public int length() {
            return length;
        }

        /** Copies the bytes that are here. */
        public void copyTo(byte[] to, int at) {
            buffer.get(offset, to, at, length);
        }
    }

    /**
     * What a {@link Data} frame says after its channel, or that the channel ends, encrypted; as it
     * lies in the buffer, to be used before the next frame is read.
     */
    final class Sealed implements Frame {
        int channel;
        private ByteBuffer buffer = ByteBuffer.allocate(0);
        private int offset;
        private int length;

        Sealed() {}

        /** The frame is this part of the buffer. */
        void in(ByteBuffer from, int begin, int end) {
            buffer = from;
            offset = begin;
            length = end - begin;
        }

        /** The number of its channel. */
        public int channel() {
            return channel;
        }

        /** The length of the whole frame. */
        public int length() {
            return length;
        }

        /** Copies the whole frame. */
        public void copyTo(ByteBuffer to) {
            to.put(to.position(), buffer, offset, length).position(to.position() + length);
        }
    }

    /**
     * First on both sides of a pipe.
     *
     * @param least the oldest version of the wire format that the sender speaks
     * @param most the newest one
     * @param maxMessageBytes the largest message that the sender of this frame takes
     * @param protocol the name of the protocol of message bodies
     * @param node the name of the sending node, for people
     */
    record Hello(int least, int most, int maxMessageBytes, String protocol, String node)
            implements Frame {}

    /**
     * Opens a channel.
     *
     * @param channel its number
     * @param bytes credit in bytes that the opener grants
     * @param messages credit in messages that the opener grants
     * @param name for people and for dispatch
     */
    record Open(int channel, int bytes, int messages, String name) implements Frame {}

    /** Takes the channel, and grants credit. */
    record Opened(int channel, int bytes, int messages) implements Frame {}

    /**
     * Does not take the channel.
     *
     * @param channel its number
     * @param overLimit whether a bound is the reason, rather than that nobody accepts the name
     * @param detail why, for people
     */
    record Refused(int channel, boolean overLimit, String detail) implements Frame {}

    /** Gives credit back. */
    record Credit(int channel, int bytes, int messages) implements Frame {}

    /**
     * Ends a channel; the sender neither sends on it nor listens any more.
     *
     * @param channel its number
     * @param violated whether the receiver broke the rules, rather than that the sender is done
     * @param detail why, for people
     */
    record Close(int channel, boolean violated, String detail) implements Frame {}

    /**
     * Begins the encryption of what the sender says on a channel.
     *
     * @param channel its number
     * @param algorithm 1 for AES-256-GCM, 2 for ChaCha20-Poly1305
     * @param salt random, of 32 bytes
     * @param proof that the sender has the key, of 16 bytes
     */
    record Encrypt(int channel, int algorithm, byte[] salt, byte[] proof) implements Frame {}

    /** Asks for a {@link Pong}. */
    record Ping() implements Frame {}

    /** Answers a {@link Ping}. */
    record Pong() implements Frame {}

    /**
     * Last on both sides of a pipe that ends in order.
     *
     * @param violated whether the receiver broke the rules, rather than that the sender is done
     * @param detail why, for people
     */
    record Goodbye(boolean violated, String detail) implements Frame {}
}
