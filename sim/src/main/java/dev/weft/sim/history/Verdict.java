package dev.weft.sim.history;

import java.util.List;
import java.util.stream.Collectors;

/** What a check of a {@link History} found. */
public sealed interface Verdict {

    /** Some order explains all of it. */
    record Linearizable() implements Verdict {}

    /** It would have taken too long: too many things happened at once, or heard no answer. */
    record Unknown(String why) implements Verdict {}

    /**
     * No order explains it.
     *
     * @param key what it is about
     * @param state the state after the operations that still can be explained, in one order
     * @param explained how many those are
     * @param part the others, up to the first return at which no order is left
     */
    record Violation(Object key, Object state, int explained, List<Operation<?, ?>> part)
            implements Verdict {

        @Override
        public String toString() {
            return "no order explains what was heard of " + key + ": after " + explained
                    + " operations it is " + state + ", and then none of these can be next\n  "
                    + part.stream().map(Object::toString).collect(Collectors.joining("\n  "));
        }
    }

    /** Throws {@link AssertionError} with the explanation unless it is linearizable. */
    default void check() {
        if (!(this instanceof Linearizable)) {
            throw new AssertionError(toString());
        }
    }
}
