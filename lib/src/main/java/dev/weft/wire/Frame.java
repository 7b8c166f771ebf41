package dev.weft.wire;

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

    /**
     * A message, or a fragment of one. The fragments of a message follow each other on their
     * channel, with frames of other channels between them.
     *
     * @param channel its number
     * @param kind what it is for
     * @param first whether it begins a message; if not, correlation, key and total are not sent
     * @param last whether it ends one
     * @param correlation joins a request and its answer; 0 for a message
     * @param key the key
     * @param total the length of the whole body
     * @param body an array that holds the fragment
     * @param offset where the fragment begins
     * @param length how long it is
     */
    record Data(int channel, Kind kind, boolean first, boolean last, long correlation, String key,
            int total, byte[] body, int offset, int length) implements Frame {}

    /** A whole message as its object: between the two ends of a local pipe, never on the wire. */
    record Handed(int channel, Kind kind, long correlation, String key, Object body)
            implements Frame {}

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
