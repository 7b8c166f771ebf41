package dev.weft.protocol.msgpack;

import dev.weft.protocol.Body;
import java.nio.charset.StandardCharsets;

/** Writes msgpack behind what stands in a body; always the shortest form, as the codec does. */
final class Packer {

    private byte[] bytes;
    private int size;

    Packer(Body to) {
        bytes = to.bytes();
        size = to.size();
    }

    /** The body is complete up to here. */
    void finish(Body to) {
        to.become(bytes, size);
    }

    void nil() {
        put(0xc0);
    }

    void bool(boolean value) {
        put(value ? 0xc3 : 0xc2);
    }

    void integer(long value) {
        if (value >= -32 && value < 128) {
            put((int) value);
        } else if (value >= 0) {
            unsigned(value);
        } else if (value >= Byte.MIN_VALUE) {
            number(0xd0, value, 1);
        } else if (value >= Short.MIN_VALUE) {
            number(0xd1, value, 2);
        } else if (value >= Integer.MIN_VALUE) {
            number(0xd2, value, 4);
        } else {
            number(0xd3, value, 8);
        }
    }

    void float32(float value) {
        number(0xca, Float.floatToIntBits(value), 4);
    }

    void float64(double value) {
        number(0xcb, Double.doubleToLongBits(value), 8);
    }

    void string(String value) {
        var content = value.getBytes(StandardCharsets.UTF_8);
        if (content.length < 32) {
            put(0xa0 | content.length);
        } else {
            sized(0xd9, content.length);
        }
        raw(content);
    }

    void binary(byte[] value) {
        sized(0xc4, value.length);
        raw(value);
    }

    void array(int count) {
        if (count < 16) {
            put(0x90 | count);
        } else if (count < 1 << 16) {
            number(0xdc, count, 2);
        } else {
            number(0xdd, count, 4);
        }
    }

    void map(int count) {
        if (count < 16) {
            put(0x80 | count);
        } else {
            number(0xde, count, 2);
        }
    }

    /** Bytes that are msgpack already. */
    void raw(byte[] packed) {
        room(packed.length);
        System.arraycopy(packed, 0, bytes, size, packed.length);
        size += packed.length;
    }

    private void unsigned(long value) {
        if (value < 1 << 8) {
            number(0xcc, value, 1);
        } else if (value < 1 << 16) {
            number(0xcd, value, 2);
        } else if (value < 1L << 32) {
            number(0xce, value, 4);
        } else {
            number(0xcf, value, 8);
        }
    }

    /** The three forms of a length follow each other. */
    private void sized(int head, int length) {
        if (length < 1 << 8) {
            number(head, length, 1);
        } else if (length < 1 << 16) {
            number(head + 1, length, 2);
        } else {
            number(head + 2, length, 4);
        }
    }

    private void put(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    private void number(int head, long value, int width) {
        room(1 + width);
        bytes[size++] = (byte) head;
        for (var shift = 8 * width - 8; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >> shift);
        }
    }

    private void room(int more) {
        if (more > bytes.length - size) {
            bytes = Body.grown(bytes, size, more);
        }
    }
}
