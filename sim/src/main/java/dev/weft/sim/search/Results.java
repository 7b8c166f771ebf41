package dev.weft.sim.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The results of a search as lines for machines, in columns that are separated by tabs:
 *
 * <pre>
 * seed   2911   12.345678   invariant "one row per match" does not hold   5 s  crash db-1 for 1 s
 * seen   lobby died mid-match   17
 * done   3/16   62500   1250000.0   301.2
 * </pre>
 *
 * <p>A line {@code seed} is there as soon as the seed has failed: the virtual time in seconds, what
 * was wrong, and the faults that it takes, separated by {@code "; "}. The others come at the end:
 * how many seeds saw each claim of {@code sometimes}; and the shard, its seeds, their virtual and
 * real seconds. Several files in a row are the results of their shards together.
 */
final class Results {

    private final Path file;
    private final Set<Long> written = new HashSet<>();

    private Results(Path file) {
        this.file = file;
    }

    /** Begins a file anew. */
    static Results in(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, "");
        return new Results(file);
    }

    /** Adds those that are new. */
    void add(List<Finding> findings) {
        for (var finding : findings) {
            var run = finding.run();
            if (written.add(run.seed())) {
                line("seed", run.seed(), seconds(run.virtual().toNanos(), 6),
                        run.what().lines().findFirst().orElse(""),
                        finding.shrunk().toString().replace("\n", "; "));
            }
        }
    }

    /** Ends it. */
    void end(Bounds bounds, Found found) {
        add(found.findings());
        for (var seen : found.seen().entrySet()) {
            line("seen", seen.getKey(), seen.getValue());
        }
        line("done", bounds.shard() + "/" + bounds.shards(), found.seeds(),
                seconds(found.virtual().toNanos(), 1), seconds(found.real().toNanos(), 1));
    }

    private void line(Object... columns) {
        var text = new ArrayList<String>();
        for (var column : columns) {
            text.add(column.toString().replace('\t', ' ').replace('\n', ' '));
        }
        try {
            Files.writeString(file, String.join("\t", text) + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot write results: " + e, e);
        }
    }

    private static String seconds(long nanos, int places) {
        return String.format(Locale.ROOT, "%." + places + "f", nanos / 1e9);
    }

    /**
     * What the files of all shards say together.
     *
     * @param seeds how many were played
     * @param failed the lines of those that failed
     * @param neverSeen claims of {@code sometimes} that no shard saw
     * @param missing shards that did not come to their end
     */
    record Verdict(long seeds, List<String> failed, List<String> neverSeen, List<String> missing) {

        boolean isGreen() {
            return failed.isEmpty() && neverSeen.isEmpty() && missing.isEmpty();
        }
    }

    /**
     * Reads files of results, one after the other in one.
     *
     * @throws IllegalArgumentException names the file and the line that is none
     */
    static Verdict judge(Path file) throws IOException {
        var failed = new ArrayList<String>();
        Map<String, Long> seen = new LinkedHashMap<>();
        Set<String> done = new LinkedHashSet<>();
        var seeds = 0L;
        var lines = Files.readAllLines(file);
        for (var i = 0; i < lines.size(); i++) {
            var columns = lines.get(i).split("\t", -1);
            try {
                switch (columns[0]) {
                    case "seed" -> failed.add(lines.get(i).replace('\t', ' '));
                    case "seen" -> seen.merge(columns[1], Long.parseLong(columns[2]), Long::sum);
                    case "done" -> {
                        done.add(columns[1]);
                        seeds += Long.parseLong(columns[2]);
                    }
                    default -> throw new IllegalArgumentException("begins with " + columns[0]);
                }
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException(file + ":" + (i + 1)
                        + ": no line of results: \"" + lines.get(i) + "\"", e);
            }
        }
        return new Verdict(seeds, failed, seen.entrySet().stream()
                .filter(entry -> entry.getValue() == 0).map(Map.Entry::getKey)
                .collect(Collectors.toList()), missing(done, file));
    }

    private static List<String> missing(Set<String> done, Path file) {
        var totals = done.stream().map(shard -> shard.substring(shard.indexOf('/') + 1)).distinct()
                .toList();
        if (totals.size() != 1) {
            throw new IllegalArgumentException(file + ": shards of " + (totals.isEmpty()
                    ? "no search: no line \"done\"" : "different searches: " + done));
        }
        var missing = new ArrayList<String>();
        for (var i = 1; i <= Integer.parseInt(totals.get(0)); i++) {
            if (!done.contains(i + "/" + totals.get(0))) {
                missing.add(i + "/" + totals.get(0));
            }
        }
        return missing;
    }
}
