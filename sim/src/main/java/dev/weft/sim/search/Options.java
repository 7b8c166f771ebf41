package dev.weft.sim.search;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param scenario the name; empty with {@code --judge}
 * @param bounds of a search
 * @param seed plays this one only
 * @param plan its faults
 * @param judged a file of joined results
 * @param corpus where failing seeds are kept
 * @param results where lines for machines go
 * @param out where plans and timelines go
 */
record Options(
        String scenario, Bounds bounds, @Nullable Long seed, @Nullable Path plan,
        @Nullable Path judged, @Nullable Path corpus, @Nullable Path results, Path out) {

    private static final Set<String> NAMES = Set.of("seeds", "seconds", "failures", "threads",
            "shard", "results", "corpus", "out", "seed", "plan", "judge");

    /** Refuses what makes no sense; the message says what and how it would. */
    static Options parse(List<String> words) {
        var given = new LinkedHashMap<String, String>();
        var scenario = "";
        for (var word : words) {
            var equals = word.indexOf('=');
            if (!word.startsWith("--")) {
                require(scenario.isEmpty(), "two scenarios: " + scenario + " and " + word);
                scenario = word;
            } else {
                require(equals > 0 && NAMES.contains(word.substring(2, equals)),
                        "unknown option \"" + word + "\"");
                given.put(word.substring(2, equals), word.substring(equals + 1));
            }
        }
        require(scenario.isEmpty() == given.containsKey("judge"),
                scenario.isEmpty() ? "a scenario is missing" : "--judge takes no scenario");
        require(!given.containsKey("plan") || given.containsKey("seed"), "--plan needs a --seed");
        return new Options(scenario, bounds(given),
                given.containsKey("seed") ? number("seed", given, 0) : null,
                path("plan", given), path("judge", given), path("corpus", given),
                path("results", given), Path.of(given.getOrDefault("out", "weft-search")));
    }

    private static Bounds bounds(Map<String, String> given) {
        var first = 1L;
        var count = 1_000L;
        var seeds = given.get("seeds");
        if (seeds != null) {
            var dots = seeds.indexOf("..");
            first = dots < 0 ? 1 : number("seeds", seeds.substring(0, dots));
            count = dots < 0 ? number("seeds", seeds)
                    : number("seeds", seeds.substring(dots + 2)) - first + 1;
        } else if (given.containsKey("seconds")) {
            count = 1L << 40; // the time ends it
        }
        var bounds = Bounds.seeds(first, count);
        if (given.containsKey("seconds")) {
            bounds = bounds.within(Duration.ofSeconds(number("seconds", given, 0)));
        }
        var shard = given.get("shard");
        if (shard != null) {
            var slash = shard.indexOf('/');
            require(slash > 0, "--shard=" + shard + "; it is K/N, as in 3/16");
            bounds = bounds.shard(small("shard", number("shard", shard.substring(0, slash))),
                    small("shard", number("shard", shard.substring(slash + 1))));
        }
        return bounds
                .untilFailures(small("failures", number("failures", given, bounds.failures())))
                .on(small("threads", number("threads", given, bounds.threads())));
    }

    private static @Nullable Path path(String name, Map<String, String> given) {
        return given.containsKey(name) ? Path.of(given.get(name)) : null;
    }

    private static long number(String name, Map<String, String> given, long otherwise) {
        return given.containsKey(name) ? number(name, given.get(name)) : otherwise;
    }

    private static long number(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--" + name + ": \"" + text + "\" is not a whole number", e);
        }
    }

    private static int small(String name, long number) {
        require(number <= 1_000_000, "--" + name + ": " + number + " is too large");
        return (int) number;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
