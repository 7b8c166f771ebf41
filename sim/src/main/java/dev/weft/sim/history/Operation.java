package dev.weft.sim.history;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was asked.
 *
 * @param who asked
 * @param input what was asked
 * @param fate what is known of it
 * @param result the answer; null unless it was {@link Fate#ANSWERED}
 * @param called its place in the order of all calls and returns
 * @param returned the place of its return; the largest number if it is {@link Fate#OPEN}
 */
public record Operation<I, R>(
        String who, I input, Fate fate, @Nullable R result, long called, long returned) {

    /** What is known of it. */
    public enum Fate {
        /** It was done, with this answer. */
        ANSWERED,
        /** It was done; the answer was not told. */
        DONE,
        /** It may have been done, may be done later, or never: its caller has heard nothing. */
        OPEN
    }

    /** As it was known at that place in the order. */
    Operation<I, R> asOf(long place) {
        return returned <= place ? this
                : new Operation<>(who, input, Fate.OPEN, null, called, Long.MAX_VALUE);
    }

    @Override
    public String toString() {
        var end = switch (fate) {
            case ANSWERED -> "-> " + result + "  [" + called + ".." + returned + "]";
            case DONE -> "-> done  [" + called + ".." + returned + "]";
            case OPEN -> "-> ?  [" + called + "..";
        };
        return who + ": " + input + " " + end;
    }
}
