package dev.weft.protocol.msgpack;

import dev.weft.protocol.msgpack.Packer.Key;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads msgpack that is exactly as {@link Packer} would write it for the type in question.
 *
 * <p>At anything else it throws {@link Unusual}, and the bytes are read once more by the codec,
 * which knows all that is allowed and says what is wrong. So it needs no rules of its own beside
 * never to pass the end, nor to allocate more than there are bytes.
 */
final class Unpacker {

    /** Says "read it the long way"; without a stack, since it is no error. */
    static final class Unusual extends Exception {

        private static final long serialVersionUID = 1;

        /** The only one. */
        static final Unusual HERE = new Unusual();

        private Unusual() {
            super("unusual", null, false, false);
        }
    }

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private final byte[] bytes;
    private final int end;
    private int at;

    Unpacker(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    /** To be called after the value. */
    void finish() throws Unusual {
        if (at != end) {
            throw Unusual.HERE;
        }
    }

    /** True when a nil was there, and is read now. */
    boolean nil() {
        if (at < end && bytes[at] == (byte) 0xc0) {
            at++;
            return true;
        }
        return false;
    }

    boolean bool() throws Unusual {
        return switch (head()) {
            case 0xc2 -> false;
            case 0xc3 -> true;
            default -> throw Unusual.HERE;
        };
    }

    long integer(long min, long max) throws Unusual {
        var head = head();
        var value = switch (head) {
            case 0xcc -> number(1);
            case 0xcd -> number(2);
            case 0xce -> number(4);
            case 0xcf -> positive(number(8));
            case 0xd0 -> (byte) number(1);
            case 0xd1 -> (short) number(2);
            case 0xd2 -> (int) number(4);
            case 0xd3 -> number(8);
            default -> small(head);
        };
        if (value < min || value > max) {
            throw Unusual.HERE;
        }
        return value;
    }

    int int32() throws Unusual {
        return (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    long int64() throws Unusual {
        return integer(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    float float32() throws Unusual {
        expect(0xca);
        return Float.intBitsToFloat((int) number(4));
    }

    double float64() throws Unusual {
        expect(0xcb);
        return Double.longBitsToDouble(number(8));
    }

    String string() throws Unusual {
        var head = head();
        var length = head >= 0xa0 && head < 0xc0 ? head & 0x1f : sized(head - 0xd9);
        var from = take(length);
        return new String(bytes, from, at - from, StandardCharsets.UTF_8);
    }

    byte[] binary() throws Unusual {
        var from = take(sized(head() - 0xc4));
        return Arrays.copyOfRange(bytes, from, at);
    }

    int array() throws Unusual {
        var head = head();
        var count = switch (head) {
            case 0xdc -> number(2);
            case 0xdd -> number(4);
            default -> (head & 0xf0) == 0x90 ? head & 0x0f : -1;
        };
        if (count < 0 || count > end - at) {
            throw Unusual.HERE;
        }
        return (int) count;
    }

    /** A map of just so many entries. */
    void map(int count) throws Unusual {
        if (count < 16) {
            expect(0x80 | count);
        } else {
            expect(0xde);
            if (number(2) != count) {
                throw Unusual.HERE;
            }
        }
    }

    /** The name of this component, and no other. */
    void key(Key key) throws Unusual {
        var length = key.packed().length;
        if (key.isShort() && end - at >= 8) {
            if (((long) LONG.get(bytes, at) & key.mask()) != key.head()) {
                throw Unusual.HERE;
            }
            at += length;
            return;
        }
        var from = take(length);
        if (!Arrays.equals(bytes, from, at, key.packed(), 0, length)) {
            throw Unusual.HERE;
        }
    }

    private static long small(int head) throws Unusual {
        if (head >= 0x80 && head < 0xe0) {
            throw Unusual.HERE;
        }
        return (byte) head;
    }

    private static long positive(long value) throws Unusual {
        if (value < 0) {
            throw Unusual.HERE;
        }
        return value;
    }

    private long sized(int form) throws Unusual {
        return switch (form) {
            case 0 -> number(1);
            case 1 -> number(2);
            case 2 -> number(4);
            default -> throw Unusual.HERE;
        };
    }

    private void expect(int head) throws Unusual {
        if (head() != head) {
            throw Unusual.HERE;
        }
    }

    private int head() throws Unusual {
        return bytes[take(1)] & 0xff;
    }

    private long number(int width) throws Unusual {
        var from = take(width);
        return switch (width) {
            case 1 -> bytes[from] & 0xff;
            case 2 -> (short) SHORT.get(bytes, from) & 0xffff;
            case 4 -> (int) INT.get(bytes, from) & 0xffff_ffffL;
            default -> (long) LONG.get(bytes, from);
        };
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
    }

    private int take(long length) throws Unusual {
        if (length > end - at) {
            throw Unusual.HERE;
        }
        var from = at;
        at += (int) length;
        return from;
    }
}
