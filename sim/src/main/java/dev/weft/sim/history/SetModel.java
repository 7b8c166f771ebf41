package dev.weft.sim.history;

/**
 * A set, element by element.
 *
 * @param <E> its elements
 */
public final class SetModel<E> implements Model<Boolean, SetModel.Ask<E>, Boolean> {

    /** What a set is asked. */
    public sealed interface Ask<E> {
        /** About which element. */
        E element();
    }

    /** Answers whether it was not there before. */
    public record Add<E>(E element) implements Ask<E> {}

    /** Answers whether it was there. */
    public record Remove<E>(E element) implements Ask<E> {}

    /** Answers whether it is there. */
    public record Contains<E>(E element) implements Ask<E> {}

    @Override
    public Boolean initial() {
        return false;
    }

    @Override
    public Step<Boolean, Boolean> apply(Boolean there, Ask<E> ask) {
        return switch (ask) {
            case Add<E> add -> new Step<>(true, !there);
            case Remove<E> remove -> new Step<>(false, there);
            case Contains<E> contains -> new Step<>(there, there);
        };
    }

    @Override
    public Object key(Ask<E> ask) {
        return ask.element();
    }
}
