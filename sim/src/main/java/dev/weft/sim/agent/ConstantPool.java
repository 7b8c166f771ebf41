package dev.weft.sim.agent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Repoints uses of redirected members in one class file.
 *
 * <p>A use of {@code System.nanoTime} is a Methodref of the constant pool: an index of the class
 * and an index of name and type. It is enough to append the hook's class to the pool and to put its
 * index there. No code, no stack map and no other constant changes, so that this works for class
 * files of any version.
 */
final class ConstantPool {

    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final int HEADER_BYTES = 10;

    private final byte[] file;
    private final ByteBuffer data;
    private final int count;
    private final int[] offsets;
    private final int end;

    private ConstantPool(byte[] file) {
        this.file = file;
        data = ByteBuffer.wrap(file);
        count = data.getShort(8) & 0xffff;
        offsets = new int[count];
        var at = HEADER_BYTES;
        for (var i = 1; i < count; i++) {
            offsets[i] = at;
            var tag = file[at];
            at += bytesOf(tag, at);
            if (tag == 5 || tag == 6) {
                i++; // a long or double takes two places
            }
        }
        end = at;
    }

    /**
     * The class file with its redirects, or null when it has none.
     *
     * @param found gets each redirect that was made
     */
    static byte @Nullable [] redirected(String className, byte[] file, List<Redirect> redirects,
            Consumer<Redirect> found) {
        var concerned = redirects.stream().filter(it -> it.concerns(className)).toList();
        return new ConstantPool(file).redirect(concerned, found);
    }

    private byte @Nullable [] redirect(List<Redirect> redirects,
            Consumer<Redirect> found) {
        var result = data;
        for (var i = 1; i < count; i++) {
            var tag = offsets[i] == 0 ? 0 : file[offsets[i]];
            if (tag != FIELD && tag != METHOD && tag != INTERFACE_METHOD) {
                continue;
            }
            var redirect = match(offsets[i], redirects);
            if (redirect != null) {
                if (result == data) {
                    result = withHookClasses();
                }
                var hooks = count + 1 + 2 * redirect.hooks().ordinal();
                result.putShort(offsets[i] + 1, (short) hooks);
                found.accept(redirect);
            }
        }
        return result == data ? null : result.array();
    }

    private @Nullable Redirect match(int member, List<Redirect> redirects) {
        var owner = offsets[index(offsets[index(member + 1)] + 1)];
        for (var redirect : redirects) {
            if (is(owner, redirect.owner())) {
                var nameAndType = offsets[index(member + 3)];
                if (is(offsets[index(nameAndType + 1)], redirect.name())
                        && is(offsets[index(nameAndType + 3)], redirect.type())) {
                    return redirect;
                }
            }
        }
        return null;
    }

    /** Whether the Utf8 constant there is this ASCII text. */
    private boolean is(int utf8, String text) {
        if (index(utf8 + 1) != text.length()) {
            return false;
        }
        for (var i = 0; i < text.length(); i++) {
            if (file[utf8 + 3 + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A copy with name and class of each {@link Redirect.Hooks} behind its constants. */
    private ByteBuffer withHookClasses() {
        var hooks = Redirect.Hooks.values();
        if (count + 2 * hooks.length > 0xffff) {
            throw new IllegalStateException("its constant pool is full: " + count);
        }
        var added = 0;
        for (var each : hooks) {
            added += each.type().length() + 6;
        }
        var copy = ByteBuffer.allocate(file.length + added);
        copy.put(file, 0, end);
        for (var each : hooks) {
            var name = each.type().getBytes(StandardCharsets.US_ASCII);
            copy.put((byte) UTF8).putShort((short) name.length).put(name);
            copy.put((byte) CLASS).putShort((short) (count + 2 * each.ordinal()));
        }
        copy.put(file, end, file.length - end);
        return copy.putShort(8, (short) (count + 2 * hooks.length));
    }

    private int index(int at) {
        return data.getShort(at) & 0xffff;
    }

    private int bytesOf(int tag, int at) {
        return switch (tag) {
            case UTF8 -> 3 + index(at + 1);
            case CLASS, 8, 16, 19, 20 -> 3; // Class, String, MethodType, Module, Package
            case 15 -> 4; // MethodHandle
            case 3, 4, FIELD, METHOD, INTERFACE_METHOD, 12, 17, 18 -> 5;
            case 5, 6 -> 9; // Long, Double
            default -> throw new IllegalStateException("unknown constant " + tag + " at " + at);
        };
    }
}
