package dev.weft.failures.story;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The lines of a story. What is told again within two seconds, by whomever, goes to the same line,
 * but no line covers more than ten.
 */
final class Chapters {

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration CHAPTER = Duration.ofSeconds(10);
    private static final int LINES_MAX = 80;

    private static final class Line {
        final Duration from;
        final String what;
        final SortedSet<String> who = new TreeSet<>();
        String many = "";
        Duration last;
        int count;

        Line(Duration from, String what) {
            this.from = from;
            this.what = what;
            this.last = from;
        }

        /** Whether something at this time still belongs here. */
        boolean takes(Duration at) {
            return at.minus(last).compareTo(PAUSE) <= 0 && at.minus(from).compareTo(CHAPTER) < 0;
        }

        String text() {
            if (!who.isEmpty()) {
                var often = count > who.size() ? " (" + count + " times)" : "";
                return stamp(from) + String.join(", ", who) + ": " + what + often;
            }
            return stamp(from) + (count > 1 ? count + " " + many : what);
        }
    }

    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Line> open = new LinkedHashMap<>(); // the last line of each text

    /** A line by itself. */
    void line(Duration at, String text) {
        lines.add(new Line(at, text));
    }

    /** Somebody did this. */
    void add(Duration at, String who, String what) {
        var line = lineOf(at, what);
        line.count++;
        line.who.add(who);
    }

    /** One more of these. */
    void count(Duration at, String one, String many) {
        var line = lineOf(at, one);
        line.count++;
        line.many = many;
    }

    /** The lines; the middle of a long story is left out. */
    List<String> lines() {
        if (lines.size() <= LINES_MAX) {
            return lines.stream().map(Line::text).toList();
        }
        var half = LINES_MAX / 2;
        var texts = new ArrayList<String>();
        lines.subList(0, half).forEach(line -> texts.add(line.text()));
        texts.add(" ".repeat(12) + "... " + (lines.size() - 2 * half) + " lines left out ...");
        lines.subList(lines.size() - half, lines.size()).forEach(line -> texts.add(line.text()));
        return texts;
    }

    private Line lineOf(Duration at, String what) {
        var line = open.get(what);
        if (line == null || !line.takes(at)) {
            line = new Line(at, what);
            lines.add(line);
            open.put(what, line);
        }
        line.last = at;
        return line;
    }

    private static String stamp(Duration at) {
        return String.format(Locale.ROOT, "%8.3f s  ", at.toNanos() / 1e9);
    }
}
