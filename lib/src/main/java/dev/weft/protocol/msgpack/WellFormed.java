package dev.weft.protocol.msgpack;

import java.io.IOException;

/**
 * Reads through msgpack bytes without making anything of them, and refuses what would harm the
 * codec behind: it would allocate on the word of a length, recurse as deep as the peer likes, and
 * not mind bytes behind the value.
 *
 * <p>What passes is exactly one value, nested at most {@link #MAX_DEPTH} deep, all of whose lengths
 * and counts fit into the bytes that are there, whose map keys are strings or integers, and which
 * has no extension types. It takes one step for each value.
 */
final class WellFormed {

    /** Lists and maps in each other; far more than messages need, far less than a stack holds. */
    static final int MAX_DEPTH = 64;

    private final byte[] bytes;
    private final int end;
    private int at;

    private WellFormed(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.end = offset + length;
        this.at = offset;
    }

    /** Throws and says what is wrong and where. */
    static void check(byte[] bytes, int offset, int length) throws IOException {
        var reading = new WellFormed(bytes, offset, length);
        reading.value(0);
        if (reading.at != reading.end) {
            throw new IOException((reading.end - reading.at) + " bytes behind the value");
        }
    }

    private void value(int depth) throws IOException {
        var head = unsigned(1);
        if (head < 0x80 || head >= 0xe0) {
            return;
        }
        if (head < 0x90) {
            map(head & 0x0f, depth);
        } else if (head < 0xa0) {
            array(head & 0x0f, depth);
        } else if (head < 0xc0) {
            skip(head & 0x1f);
        } else {
            typed((int) head, depth);
        }
    }

    private void typed(int head, int depth) throws IOException {
        switch (head) {
            case 0xc0, 0xc2, 0xc3 -> { }
            case 0xc4, 0xd9 -> skip(unsigned(1));
            case 0xc5, 0xda -> skip(unsigned(2));
            case 0xc6, 0xdb -> skip(unsigned(4));
            case 0xcc, 0xd0 -> skip(1);
            case 0xcd, 0xd1 -> skip(2);
            case 0xca, 0xce, 0xd2 -> skip(4);
            case 0xcb, 0xcf, 0xd3 -> skip(8);
            case 0xdc -> array(unsigned(2), depth);
            case 0xdd -> array(unsigned(4), depth);
            case 0xde -> map(unsigned(2), depth);
            case 0xdf -> map(unsigned(4), depth);
            // 0xc1 is no value, the others are extensions.
            default -> throw new IOException("byte 0x" + Integer.toHexString(head)
                    + " begins no value that this protocol knows");
        }
    }

    private void array(long count, int depth) throws IOException {
        enter(count, count, depth);
        for (var i = 0L; i < count; i++) {
            value(depth + 1);
        }
    }

    private void map(long count, int depth) throws IOException {
        enter(count, 2 * count, depth);
        for (var i = 0L; i < count; i++) {
            key();
            value(depth + 1);
        }
    }

    /** Each value has at least one byte, so a count is bounded by the bytes left. */
    private void enter(long count, long values, int depth) throws IOException {
        if (depth >= MAX_DEPTH) {
            throw new IOException("nested deeper than " + MAX_DEPTH);
        }
        if (values > end - at) {
            throw new IOException(count + " elements declared and " + (end - at) + " bytes left");
        }
    }

    private void key() throws IOException {
        var head = at < end ? bytes[at] & 0xff : 0;
        var string = head >= 0xa0 && head < 0xc0 || head >= 0xd9 && head <= 0xdb;
        var integer = head < 0x80 || head >= 0xe0 || head >= 0xcc && head <= 0xd3;
        if (!string && !integer) {
            throw new IOException("a map key is neither a string nor an integer");
        }
        value(MAX_DEPTH);
    }

    private void skip(long count) throws IOException {
        if (count > end - at) {
            throw new IOException(count + " bytes declared and " + (end - at) + " left");
        }
        at += (int) count;
    }

    private long unsigned(int size) throws IOException {
        if (size > end - at) {
            throw new IOException("cut off after " + (end - at) + " bytes of " + size);
        }
        var value = 0L;
        for (var i = 0; i < size; i++) {
            value = value << 8 | bytes[at++] & 0xff;
        }
        return value;
    }
}
