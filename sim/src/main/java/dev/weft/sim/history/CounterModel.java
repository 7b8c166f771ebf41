package dev.weft.sim.history;

/**
 * Counters by key, which begin at zero.
 *
 * @param <K> their keys
 */
public final class CounterModel<K> implements Model<Long, CounterModel.Add<K>, Long> {

    /** Adds a number, zero to read; answers the sum. */
    public record Add<K>(K key, long number) {}

    @Override
    public Long initial() {
        return 0L;
    }

    @Override
    public Step<Long, Long> apply(Long state, Add<K> add) {
        var sum = state + add.number();
        return new Step<>(sum, sum);
    }

    @Override
    public Object key(Add<K> add) {
        return add.key();
    }
}
