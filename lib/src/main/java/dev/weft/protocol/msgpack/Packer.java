package dev.weft.protocol.msgpack;

import dev.weft.protocol.Protocol.Body;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes msgpack behind what stands in a body; always the shortest form, as the codec does. */
final class Packer {

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

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
        if (value.length() < 32 && ascii(value)) {
            return;
        }
        var content = value.getBytes(StandardCharsets.UTF_8);
        if (content.length < 32) {
            put(0xa0 | content.length);
        } else {
            sized(0xd9, content.length);
        }
        raw(content);
    }

    /** Most strings are short and plain, and need no array in between; false for all others. */
    private boolean ascii(String value) {
        var length = value.length();
        room(1 + length);
        var to = bytes;
        var at = size + 1;
        for (var i = 0; i < length; i++) {
            var c = value.charAt(i);
            if (c >= 0x80) {
                return false;
            }
            to[at + i] = (byte) c;
        }
        to[size] = (byte) (0xa0 | length);
        size += 1 + length;
        return true;
    }

    /** The name of a component. */
    void key(Key key) {
        if (key.isShort()) {
            room(8);
            LONG.set(bytes, size, key.head());
            size += key.packed().length;
        } else {
            raw(key.packed());
        }
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
        bytes[size] = (byte) head;
        switch (width) {
            case 1 -> bytes[size + 1] = (byte) value;
            case 2 -> SHORT.set(bytes, size + 1, (short) value);
            case 4 -> INT.set(bytes, size + 1, (int) value);
            default -> LONG.set(bytes, size + 1, value);
        }
        size += 1 + width;
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
    }

    private void room(int more) {
        if (more > bytes.length - size) {
            bytes = Body.grown(bytes, size, more);
        }
    }

    /**
     * The name of a record's component, packed; its first eight bytes also as a number, so that a
     * short one is written and compared in one step.
     *
     * @param packed the bytes
     * @param head the first eight of them, or all with zeros behind
     * @param mask covers those of the eight that are there
     */
    record Key(byte[] packed, long head, long mask) {

        static Key of(String name) {
            var body = new Body(64);
            var packer = new Packer(body);
            packer.string(name);
            packer.finish(body);
            var packed = Arrays.copyOf(body.bytes(), body.size());
            var head = 0L;
            var mask = 0L;
            for (var i = 0; i < 8; i++) {
                head = head << 8 | (i < packed.length ? packed[i] & 0xff : 0);
                mask = mask << 8 | (i < packed.length ? 0xff : 0);
            }
            return new Key(packed, head, mask);
        }

        boolean isShort() {
            return packed.length <= 8;
        }
    }
}
