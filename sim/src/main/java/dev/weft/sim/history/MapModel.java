package dev.weft.sim.history;

import java.util.Objects;
import java.util.Optional;

/**
 * A map, key by key; with one key, a register.
 *
 * @param <K> its keys
 * @param <V> its values
 */
public final class MapModel<K, V>
        implements Model<Optional<V>, MapModel.Ask<K, V>, Object> {

    /** What a map is asked. */
    public sealed interface Ask<K, V> {
        /** About which key. */
        K key();
    }

    /** Answers the value, or an empty {@link Optional}. */
    public record Get<K, V>(K key) implements Ask<K, V> {}

    /** Answers the value that was there before, or an empty {@link Optional}. */
    public record Put<K, V>(K key, V value) implements Ask<K, V> {}

    /** Answers the value that was there before, or an empty {@link Optional}. */
    public record Remove<K, V>(K key) implements Ask<K, V> {}

    /** Puts the value if the expected one is there; answers whether it was. */
    public record Swap<K, V>(K key, V expected, V value) implements Ask<K, V> {}

    @Override
    public Optional<V> initial() {
        return Optional.empty();
    }

    @Override
    public Step<Optional<V>, Object> apply(Optional<V> state, Ask<K, V> ask) {
        return switch (ask) {
            case Get<K, V> get -> new Step<>(state, state);
            case Put<K, V> put -> new Step<>(Optional.of(put.value()), state);
            case Remove<K, V> remove -> new Step<>(Optional.empty(), state);
            case Swap<K, V> swap -> {
                var fits = state.isPresent() && Objects.equals(state.get(), swap.expected());
                yield new Step<>(fits ? Optional.of(swap.value()) : state, fits);
            }
        };
    }

    @Override
    public Object key(Ask<K, V> ask) {
        return ask.key();
    }
}
