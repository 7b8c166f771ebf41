package dev.weft.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one round has shown.
 *
 * @param perSecond messages or round trips a second
 * @param p50Micros the median of a round trip
 * @param cpuMicros of both processes, user and system, for each message or round trip
 * @param idleBytes memory of the server for each idle connection
 */
record Figures(double perSecond, double p50Micros, double cpuMicros, double idleBytes) {

    /** The median of some rounds. */
    static double median(List<Figures> rounds, ToDoubleFunction<Figures> of) {
        var sorted = rounds.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Half of the distance between the lowest and the highest round, as a part of the median. */
    static double spread(List<Figures> rounds, ToDoubleFunction<Figures> of) {
        var range = rounds.stream().mapToDouble(of).summaryStatistics();
        return (range.getMax() - range.getMin()) / 2 / median(rounds, of);
    }
}
