package dev.weft.protocol.msgpack;

import dev.weft.protocol.Body;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A record as the map of its components, in their order, through handles made once.
 *
 * <p>For records all of whose components are {@link Part}s and which carry no annotation of the
 * codec. Bytes in which a component is missing, new or elsewhere are left to the codec.
 */
final class RecordPart implements Part {

    private record Component(byte[] key, MethodHandle getter, Part part) {}

    private final Component[] components;
    private final MethodHandle constructor;

    private RecordPart(Component[] components, MethodHandle constructor) {
        this.components = components;
        this.constructor = constructor;
    }

    /** Null when this record needs the codec: {@code outer} are the records that it is part of. */
    static @Nullable Part of(Class<?> type, Set<Class<?>> outer) {
        if (outer.contains(type) || !isOrdinary(type)) {
            return null;
        }
        var inner = new HashSet<>(outer);
        inner.add(type);
        var declared = type.getRecordComponents();
        var components = new Component[declared.length];
        try {
            var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            for (var i = 0; i < declared.length; i++) {
                var part = Part.of(declared[i].getGenericType(), inner);
                if (part == null) {
                    return null;
                }
                var getter = lookup.unreflect(declared[i].getAccessor())
                        .asType(MethodType.methodType(Object.class, Object.class));
                components[i] = new Component(key(declared[i].getName()), getter, part);
            }
            var types = Stream.of(declared).map(RecordComponent::getType).toArray(Class<?>[]::new);
            var constructor = lookup
                    .findConstructor(type, MethodType.methodType(void.class, types))
                    .asType(MethodType.genericMethodType(types.length))
                    .asSpreader(Object[].class, types.length);
            return new RecordPart(components, constructor);
        } catch (IllegalAccessException | NoSuchMethodException e) {
            // A module that is closed to us; the codec may still know a way.
            return null;
        }
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

    @Override
    public void write(Packer to, Object value) throws Throwable {
        to.map(components.length);
        for (var component : components) {
            to.raw(component.key);
            component.part.write(to, (Object) component.getter.invokeExact(value));
        }
    }

    @Override
    public Object read(Unpacker from) throws Throwable {
        from.map(components.length);
        var values = new Object[components.length];
        for (var i = 0; i < values.length; i++) {
            from.raw(components[i].key);
            values[i] = components[i].part.read(from);
        }
        return (Object) constructor.invokeExact(values);
    }

    private static byte[] key(String name) {
        var body = new Body(64);
        var packer = new Packer(body);
        packer.string(name);
        packer.finish(body);
        return Arrays.copyOf(body.bytes(), body.size());
    }
}
