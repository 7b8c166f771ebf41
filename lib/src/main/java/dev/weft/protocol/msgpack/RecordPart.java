package dev.weft.protocol.msgpack;

import dev.weft.protocol.msgpack.Packer.Key;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A record as the map of its components, in their order, by handles that are put together once.
 *
 * <p>For records all of whose components are {@link Part}s and which carry no annotation of the
 * codec. Bytes in which a component is missing, new or elsewhere are left to the codec.
 */
final class RecordPart {

    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
    private static final MethodType WRITE =
            MethodType.methodType(void.class, Packer.class, Object.class);
    private static final MethodType READ = MethodType.methodType(Object.class, Unpacker.class);

    private RecordPart() {}

    /** Null when this record needs the codec: {@code outer} are the records that it is part of. */
    static @Nullable Part of(Class<?> type, Set<Class<?>> outer) {
        if (outer.contains(type) || !isOrdinary(type)) {
            return null;
        }
        var inner = new HashSet<>(outer);
        inner.add(type);
        var components = type.getRecordComponents();
        try {
            var lookup = MethodHandles.privateLookupIn(type, HERE);
            var writes = new ArrayList<MethodHandle>();
            var reads = new ArrayList<MethodHandle>();
            writes.add(MethodHandles.dropArguments(
                    bound(Packer.class, "map", int.class, components.length), 1, Object.class));
            for (var component : components) {
                var part = Part.of(component.getGenericType(), inner);
                if (part == null) {
                    return null;
                }
                var key = Key.of(component.getName());
                writes.add(MethodHandles.dropArguments(
                        bound(Packer.class, "key", Key.class, key), 1, Object.class));
                writes.add(write(part, lookup.unreflect(component.getAccessor())));
                reads.add(MethodHandles.foldArguments(read(part, component.getType()),
                        bound(Unpacker.class, "key", Key.class, key)));
            }
            return RecordCoder.with(inTurn(writes), read(lookup, type, reads));
        } catch (IllegalAccessException | NoSuchMethodException e) {
            // A module that is closed to us; the codec may still know a way.
            return null;
        }
    }

    /** A method of the packer or unpacker with its argument. */
    private static MethodHandle bound(Class<?> of, String name, Class<?> type, Object argument)
            throws NoSuchMethodException, IllegalAccessException {
        var method = HERE.findVirtual(of, name, MethodType.methodType(void.class, type));
        return MethodHandles.insertArguments(method, 1, argument);
    }

    /** Takes a component out of the record and writes it; a number is never made an object. */
    private static MethodHandle write(Part part, MethodHandle getter)
            throws NoSuchMethodException, IllegalAccessException {
        var type = getter.type().returnType();
        var direct = type == int.class || type == long.class ? "integer"
                : type == double.class ? "float64" : type == boolean.class ? "bool" : null;
        MethodHandle writer;
        if (direct == null) {
            writer = HERE.findVirtual(Part.class, "write", WRITE).bindTo(part);
        } else {
            var takes = type == int.class ? long.class : type;
            writer = HERE.findVirtual(
                    Packer.class, direct, MethodType.methodType(void.class, takes));
        }
        var taken = writer.type().parameterType(1);
        return MethodHandles.filterArguments(
                writer, 1, getter.asType(MethodType.methodType(taken, Object.class)));
    }

    private static MethodHandle read(Part part, Class<?> type)
            throws NoSuchMethodException, IllegalAccessException {
        var direct = type == int.class ? "int32" : type == long.class ? "int64"
                : type == double.class ? "float64" : type == boolean.class ? "bool" : null;
        return direct != null
                ? HERE.findVirtual(Unpacker.class, direct, MethodType.methodType(type))
                : HERE.findVirtual(Part.class, "read", READ).bindTo(part)
                        .asType(MethodType.methodType(type, Unpacker.class));
    }

    /** One after the other, nested as little as possible: what is too deep is not inlined. */
    private static MethodHandle inTurn(List<MethodHandle> steps) {
        if (steps.size() == 1) {
            return steps.getFirst();
        }
        var middle = steps.size() / 2;
        return MethodHandles.foldArguments(inTurn(steps.subList(middle, steps.size())),
                inTurn(steps.subList(0, middle)));
    }

    /** Reads the components from left to right and gives them to the constructor. */
    private static MethodHandle read(
            MethodHandles.Lookup lookup, Class<?> type, List<MethodHandle> reads)
            throws NoSuchMethodException, IllegalAccessException {
        var types = Stream.of(type.getRecordComponents()).map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        var constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types));
        var made = MethodHandles.permuteArguments(
                MethodHandles.filterArguments(
                        constructor, 0, reads.toArray(MethodHandle[]::new)).asType(
                        MethodType.methodType(Object.class, filled(types.length))),
                READ, new int[types.length]);
        return MethodHandles.foldArguments(
                made, bound(Unpacker.class, "map", int.class, types.length));
    }

    private static Class<?>[] filled(int count) {
        var types = new Class<?>[count];
        Arrays.fill(types, Unpacker.class);
        return types;
    }

    /** True when no annotation of the codec says that it is to be written in another way. */
    static boolean isOrdinary(Class<?> type) {
        var members = Stream.of(Stream.of(type), Arrays.stream(type.getDeclaredFields()),
                Arrays.stream(type.getDeclaredMethods()),
                Arrays.stream(type.getDeclaredConstructors()),
                Arrays.stream(type.getDeclaredConstructors())
                        .flatMap(constructor -> Arrays.stream(constructor.getParameters())))
                .flatMap(all -> all.map(AnnotatedElement.class::cast));
        return members.flatMap(member -> Arrays.stream(member.getAnnotations()))
                        .noneMatch(one -> one.annotationType().getName().startsWith(
                                "com.fasterxml.jackson."))
                && Arrays.stream(type.getInterfaces()).allMatch(RecordPart::isOrdinary);
    }
}
