package dev.weft.protocol.msgpack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Writes and reads one record class by two method handles that are constants.
 *
 * <p>This class file is only a template: {@link #with} defines it once more, hidden, for each
 * record class, with the handles as its class data. Held in static finals they are compiled to
 * straight code, as if it had been written for the record by hand; held in fields of an object each
 * would be called. It lives as long as the part that is made of it.
 */
final class RecordCoder implements Part {

    private static final MethodHandle WRITE = handle(0);
    private static final MethodHandle READ = handle(1);

    private RecordCoder() {}

    /**
     * A part of its own class.
     *
     * @param write of type {@code (Packer, Object) -> void}
     * @param read of type {@code (Unpacker) -> Object}
     */
    static Part with(MethodHandle write, MethodHandle read) throws IllegalAccessException {
        var lookup = MethodHandles.lookup();
        try {
            var hidden = lookup.defineHiddenClassWithClassData(
                    template(), List.of(write, read), true);
            var constructor = hidden.findConstructor(
                    hidden.lookupClass(), java.lang.invoke.MethodType.methodType(void.class));
            return (Part) constructor.invoke();
        } catch (IllegalAccessException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] template() {
        try (var in = RecordCoder.class.getResourceAsStream("RecordCoder.class")) {
            if (in == null) {
                throw new IllegalStateException("the class file of RecordCoder is not there");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MethodHandle handle(int index) {
        try {
            // Null in the template itself, which nobody makes an object of.
            var handles = (List<?>) MethodHandles.classData(
                    MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, List.class);
            return handles == null ? MethodHandles.zero(void.class)
                    : (MethodHandle) handles.get(index);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void write(Packer to, Object value) throws Throwable {
        WRITE.invokeExact(to, value);
    }

    @Override
    public Object read(Unpacker from) throws Throwable {
        return (Object) READ.invokeExact(from);
    }
}
