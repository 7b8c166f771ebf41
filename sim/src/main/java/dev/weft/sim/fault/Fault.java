package dev.weft.sim.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that fails, and comes back. As a line of a plan:
 *
 * <pre>
 * 10.214 s  pause db-1 for 281 ms
 * 11 s  slow-link lobby-1 game-0 by 200 ms for 3 s
 * 12.5 s  lose-after-commit game-0
 * </pre>
 *
 * @param at when it begins, in virtual time
 * @param kind in which manner
 * @param targets the name of a host or of a database, or of two hosts for a path
 * @param by how much, for kinds that are {@link Kind#measured}; else zero
 * @param length how long, for kinds that {@link Kind#lasts last}; else zero
 */
public record Fault(
        Duration at, Kind kind, List<String> targets, Duration by, Duration length)
        implements Comparable<Fault> {

    private static final Duration DRIFT_MAX = Duration.ofMillis(500);

    /** Checks that it has what its kind needs. */
    public Fault {
        targets = List.copyOf(targets);
        var wanted = kind.target() == Kind.Target.PATH ? 2 : 1;
        check(targets.size() == wanted, kind, "needs " + wanted + " target"
                + (wanted == 1 ? "" : "s") + ", not " + targets);
        check(wanted == 1 || !targets.get(0).equals(targets.get(1)), kind,
                "needs two different hosts, not " + targets);
        check(!at.isNegative(), kind, "begins at " + Spans.text(at) + "; the least is 0 s");
        check(kind.lasts() == length.isPositive(), kind, kind.lasts()
                ? "needs a length of more than zero, as in \"for 300 ms\""
                : "happens at one moment: it has no length");
        check(kind.measured() != by.isZero(), kind, kind.measured()
                ? "needs an amount, as in \"by 200 ms\"" : "has no amount");
        check(!by.isNegative() || kind.cure() == Kind.Cure.SYNC, kind,
                "by " + Spans.text(by) + "; it must be more than zero");
        check(kind != Kind.CLOCK_DRIFT || by.abs().compareTo(DRIFT_MAX) <= 0, kind,
                "by " + Spans.text(by) + " in each second; the most is " + Spans.text(DRIFT_MAX));
    }

    /** A fault of a kind that is not measured. */
    public static Fault of(Duration at, Kind kind, String target, Duration length) {
        return new Fault(at, kind, List.of(target), Duration.ZERO, length);
    }

    /** The host or the database; the first one of a path. */
    public String target() {
        return targets.get(0);
    }

    /** When it is over. */
    public Duration end() {
        return at.plus(length);
    }

    /** Whether the end of one would end the other. */
    boolean disturbs(Fault other) {
        return kind.lasts() && kind.cure() == other.kind.cure()
                && kind.target() == other.kind.target()
                && at.compareTo(other.end()) <= 0 && other.at.compareTo(end()) <= 0
                && targets.containsAll(other.targets);
    }

    /** What happens, for people. */
    public String text() {
        return String.join(" and ", targets) + " " + kind.verb()
                + (kind.measured() ? ", by " + Spans.text(by) : "")
                + (kind.lasts() ? ", for " + Spans.text(length) : "");
    }

    /** Its line in a plan. */
    @Override
    public String toString() {
        return Spans.text(at) + "  " + kind.word() + " " + String.join(" ", targets)
                + (kind.measured() ? " by " + Spans.text(by) : "")
                + (kind.lasts() ? " for " + Spans.text(length) : "");
    }

    @Override
    public int compareTo(Fault other) {
        return at.compareTo(other.at);
    }

    /** Reads a line as {@link #toString} writes it; the message of an error says what is wrong. */
    static Fault parse(String line) {
        var words = new ArrayList<>(List.of(line.strip().split("\\s+")));
        var at = span(words, line);
        var word = next(words, line, "a kind of fault");
        var kind = Kind.of(word).orElseThrow(() -> new IllegalArgumentException(
                "unknown kind of fault \"" + word + "\"; there are " + Kind.words()));
        var targets = new ArrayList<String>();
        while (!words.isEmpty() && !words.get(0).equals("for") && !words.get(0).equals("by")) {
            targets.add(words.remove(0));
        }
        var by = optional("by", words, line);
        var length = optional("for", words, line);
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("\"" + String.join(" ", words)
                    + "\" is too much at the end of \"" + line + "\"");
        }
        return new Fault(at, kind, targets, by, length);
    }

    private static Duration optional(String name, List<String> words, String line) {
        if (words.isEmpty() || !words.get(0).equals(name)) {
            return Duration.ZERO;
        }
        words.remove(0);
        return span(words, line);
    }

    private static Duration span(List<String> words, String line) {
        var number = next(words, line, "a time such as 10.214 s");
        return Spans.parse(number, next(words, line, "a unit after " + number + ", such as s"));
    }

    private static String next(List<String> words, String line, String wanted) {
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + line + "\" is cut short: " + wanted + " is missing");
        }
        return words.remove(0);
    }

    private static void check(boolean holds, Kind kind, String what) {
        if (!holds) {
            throw new IllegalArgumentException(kind.word() + " " + what);
        }
    }
}
