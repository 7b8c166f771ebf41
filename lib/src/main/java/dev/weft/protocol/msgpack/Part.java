package dev.weft.protocol.msgpack;

import dev.weft.protocol.msgpack.Unpacker.Unusual;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes and reads values of one type the short way; the type decides, the bytes must agree. */
interface Part {

    void write(Packer to, Object value) throws Throwable;

    Object read(Unpacker from) throws Throwable;

    /** For a type that it knows; null for all others. {@code outer} are the records around it. */
    static @Nullable Part of(Type type, Set<Class<?>> outer) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            var element = of(generic.getActualTypeArguments()[0], outer);
            return element == null ? null : new Elements(orNull(element));
        }
        if (!(type instanceof Class<?> plain)) {
            return null;
        }
        if (plain.isPrimitive()) {
            return scalar(plain);
        }
        var part = plain.isRecord() ? RecordPart.of(plain, outer) : object(plain);
        return part == null ? null : orNull(part);
    }

    private static @Nullable Part scalar(Class<?> type) {
        return switch (type.getName()) {
            case "boolean" -> part((to, v) -> to.bool((Boolean) v), Unpacker::bool);
            case "byte" -> part((to, v) -> to.integer((Byte) v),
                    from -> (byte) from.integer(Byte.MIN_VALUE, Byte.MAX_VALUE));
            case "short" -> part((to, v) -> to.integer((Short) v),
                    from -> (short) from.integer(Short.MIN_VALUE, Short.MAX_VALUE));
            case "int" -> part((to, v) -> to.integer((Integer) v),
                    from -> (int) from.integer(Integer.MIN_VALUE, Integer.MAX_VALUE));
            case "long" -> part((to, v) -> to.integer((Long) v),
                    from -> from.integer(Long.MIN_VALUE, Long.MAX_VALUE));
            case "float" -> part((to, v) -> to.float32((Float) v), Unpacker::float32);
            case "double" -> part((to, v) -> to.float64((Double) v), Unpacker::float64);
            default -> null;
        };
    }

    private static @Nullable Part object(Class<?> type) {
        if (type == String.class) {
            return part((to, v) -> to.string((String) v), Unpacker::string);
        }
        if (type == byte[].class) {
            return part((to, v) -> to.binary((byte[]) v), Unpacker::binary);
        }
        if (type == Duration.class) {
            return text(Duration::parse);
        }
        if (type == Instant.class) {
            return text(Instant::parse);
        }
        if (type == Boolean.class) {
            return scalar(boolean.class);
        }
        if (type == Integer.class) {
            return scalar(int.class);
        }
        if (type == Long.class) {
            return scalar(long.class);
        }
        return type == Double.class ? scalar(double.class) : constants(type);
    }

    private static Part text(Function<String, Object> parse) {
        return part((to, v) -> to.string(v.toString()), from -> parse.apply(from.string()));
    }

    private static @Nullable Part constants(Class<?> type) {
        if (!type.isEnum() || !RecordPart.isOrdinary(type)) {
            return null;
        }
        var constants = type.getEnumConstants();
        var names = new String[constants.length];
        for (var i = 0; i < names.length; i++) {
            names[i] = ((Enum<?>) constants[i]).name();
        }
        return part((to, v) -> to.string(((Enum<?>) v).name()), from -> {
            var name = from.string();
            for (var i = 0; i < names.length; i++) {
                if (names[i].equals(name)) {
                    return constants[i];
                }
            }
            throw Unusual.HERE;
        });
    }

    private static Part orNull(Part part) {
        return part((to, v) -> {
            if (v == null) {
                to.nil();
            } else {
                part.write(to, v);
            }
        }, from -> from.nil() ? null : part.read(from));
    }

    /** Half of a part. */
    interface Writing {
        void write(Packer to, Object value) throws Throwable;
    }

    /** Half of a part. */
    interface Reading {
        Object read(Unpacker from) throws Throwable;
    }

    private static Part part(Writing writing, Reading reading) {
        return new Halves(writing, reading);
    }

    /** The two together; a record, since the compiler trusts what records hold. */
    record Halves(Writing writing, Reading reading) implements Part {

        @Override
        public void write(Packer to, Object value) throws Throwable {
            writing.write(to, value);
        }

        @Override
        public Object read(Unpacker from) throws Throwable {
            return reading.read(from);
        }
    }

    /** A list. */
    record Elements(Part element) implements Part {

        @Override
        public void write(Packer to, Object value) throws Throwable {
            var list = (List<?>) value;
            var left = list.size();
            to.array(left);
            for (var one : list) {
                element.write(to, one);
                left--;
            }
            if (left != 0) {
                // Another thread changes it meanwhile: the codec counts what it has written.
                throw Unusual.HERE;
            }
        }

        @Override
        public Object read(Unpacker from) throws Throwable {
            var count = from.array();
            var list = new ArrayList<Object>(count);
            for (var i = 0; i < count; i++) {
                list.add(element.read(from));
            }
            return list;
        }
    }
}
