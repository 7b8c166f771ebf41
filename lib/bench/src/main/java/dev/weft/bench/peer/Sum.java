package dev.weft.bench.peer;

/** Where what arrives ends up, so that no compiler finds it useless. */
final class Sum {

    private static long sum;

    private Sum() {}

    /** Races are fine: nobody reads it. */
    static void add(long value) {
        sum += value;
    }

    static long value() {
        return sum;
    }
}
