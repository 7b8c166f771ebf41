package dev.weft.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A row of the table of goals: one load, one figure, and how we are to stand to each peer.
 *
 * @param name for people
 * @param load what is run
 * @param cpus processors for both processes: 1, or 0 for where the kernel places them
 * @param figure what is compared
 * @param us the peer that stands for us, with JVM options behind blanks
 * @param goals in the order in which they are printed
 */
record Row(String name, Load load, int cpus, Figure figure, String us, List<Goal> goals) {

    /** What is compared. */
    enum Figure {
        /** Microseconds of a round trip: less is better. */
        P50("µs", Figures::p50Micros, true),
        /** Microseconds of processor time: less is better. */
        CPU("cpu-µs", Figures::cpuMicros, true),
        /** Messages a second: more is better. */
        RATE("/s", Figures::perSecond, false),
        /** Nanoseconds of one step: less is better. */
        NANOS("ns", it -> 1e9 / it.perSecond(), true),
        /** Bytes of memory: less is better. */
        MEMORY("B", Figures::idleBytes, true);

        final String unit;
        final ToDoubleFunction<Figures> of;
        final boolean lessIsBetter;

        Figure(String unit, ToDoubleFunction<Figures> of, boolean lessIsBetter) {
            this.unit = unit;
            this.of = of;
            this.lessIsBetter = lessIsBetter;
        }
    }

    /**
     * How we are to stand to a peer.
     *
     * @param peer whom
     * @param ratio ours divided by theirs: at most, where less is better, else at least
     */
    record Goal(String peer, double ratio) {}

    static final String HEADER = "| measure | ours | peer | theirs | ratio | goal | |\n"
            + "|---|---:|---|---:|---:|---:|---|";

    /** Whether a peer is one of ours rather than another library. */
    static boolean isOurs(String peer) {
        return peer.startsWith("weft") || peer.startsWith("local") || peer.startsWith("codec");
    }

    List<String> peers() {
        var all = new ArrayList<String>();
        all.add(us);
        goals.stream().map(Goal::peer).filter(it -> !all.contains(it)).forEach(all::add);
        return all;
    }

    List<String> lines(Map<String, List<Figures>> figures, Map<String, String> absent) {
        var lines = new ArrayList<String>();
        var ours = figures.get(us);
        if (ours == null) {
            return List.of("| " + name + " | absent: " + absent.get(us) + " | | | | | |");
        }
        var own = Figures.median(ours, figure.of);
        for (var goal : goals) {
            var begin = "| " + name + " | " + text(ours) + " | " + goal.peer + " | ";
            var theirs = figures.get(goal.peer);
            if (theirs == null) {
                lines.add(begin + absent.getOrDefault(goal.peer, "not asked for") + " | | | |");
                continue;
            }
            var ratio = own / Figures.median(theirs, figure.of);
            var met = figure.lessIsBetter ? ratio <= goal.ratio : ratio >= goal.ratio;
            lines.add(begin + text(theirs) + String.format(Locale.ROOT, " | %.2f | %s %s | %s |",
                    ratio, figure.lessIsBetter ? "≤" : "≥", goal.ratio, met ? "pass" : "MISS"));
        }
        return lines;
    }

    private String text(List<Figures> rounds) {
        var value = Figures.median(rounds, figure.of);
        var number = value >= 1e6 ? String.format(Locale.ROOT, "%.2f M", value / 1e6)
                : value >= 1e4 ? String.format(Locale.ROOT, "%.0f k", value / 1e3)
                : value >= 100 ? String.format(Locale.ROOT, "%.0f ", value)
                : String.format(Locale.ROOT, "%.1f ", value);
        return number + figure.unit + String.format(Locale.ROOT, " ±%.0f %%",
                100 * Figures.spread(rounds, figure.of)) + cpu(rounds);
    }

    /** Processor time of both processes, which other work on the machine hardly changes. */
    private String cpu(List<Figures> rounds) {
        var micros = Figures.median(rounds, Figures::cpuMicros);
        return figure != Figure.P50 && figure != Figure.RATE ? ""
                : String.format(Locale.ROOT, micros < 10 ? ", cpu %.2f µs" : ", cpu %.0f µs",
                        micros);
    }
}
