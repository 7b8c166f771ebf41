package dev.weft.sim.fault;

import dev.weft.sim.core.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which faults may happen in a run; the seed decides which do. Immutable: each method gives
 * another one.
 *
 * <p>A seed draws in swarms: it picks a few of the kinds and a part of the targets, how many faults
 * there are, and how long they last at most; then it draws each fault. Seeds that do few things
 * often find what seeds that do everything a little do not (Groce et al., Swarm Testing, ISSTA
 * 2012).
 *
 * <p>Patterns name targets: {@code *} stands for any characters. A path is meant when one of its
 * ends is.
 */
public final class Faults {

    private static final int KINDS_MAX = 4;
    private static final int[] COUNTS = {2, 5, 12, Integer.MAX_VALUE};
    private static final long SHORTEST_MILLIS = 10;
    private static final long[] LONGEST_MILLIS = {200, 1_000, 5_000, 15_000};
    private static final long SLOW_MILLIS_MAX = 2_000;
    private static final long CLOCK_MILLIS_MAX = 60_000;
    private static final long DRIFT_MILLIS_MAX = 100;
    private static final double SWIZZLES = 0.3;

    private final Map<Kind, List<String>> patterns;
    private final List<String> spared;
    private final int countMax;

    private Faults(Map<Kind, List<String>> patterns, List<String> spared, int countMax) {
        this.patterns = patterns;
        this.spared = spared;
        this.countMax = countMax;
    }

    /** Every kind, on everything, at most 40 in a run, unless kinds are named. */
    public static Faults swarm() {
        return new Faults(Map.of(), List.of(), 40);
    }

    /** Hosts lose their power, and start again. */
    public Faults crash(String... hosts) {
        return with(List.of(Kind.CRASH), hosts);
    }

    /** Processes end, and start again. */
    public Faults kill(String... hosts) {
        return with(List.of(Kind.KILL), hosts);
    }

    /** Hosts stand still, and go on. */
    public Faults pause(String... hosts) {
        return with(List.of(Kind.PAUSE), hosts);
    }

    /** Processes are asked to end, and start again. */
    public Faults stop(String... hosts) {
        return with(List.of(Kind.STOP), hosts);
    }

    /** Clocks that are wrong, and clocks that are too fast or too slow. */
    public Faults clock(String... hosts) {
        return with(List.of(Kind.CLOCK_JUMP, Kind.CLOCK_DRIFT), hosts);
    }

    /**
     * Cuts around hosts and between them, both ways and one way, and clogs; of the runs with clogs
     * some are swizzled: hosts are clogged one after the other, and unclogged in another order.
     */
    public Faults partition(String... hosts) {
        return with(List.of(Kind.PARTITION, Kind.PARTITION_ONE_WAY, Kind.ISOLATE, Kind.CLOG,
                Kind.CLOG_ONE_WAY), hosts);
    }

    /** Slow links, resets, half-open connections, and refusals. */
    public Faults links(String... hosts) {
        return with(List.of(Kind.SLOW_LINK, Kind.RESET, Kind.HALF_OPEN, Kind.REFUSE), hosts);
    }

    /** All that can happen to databases. */
    public Faults database(String... databases) {
        return with(Arrays.stream(Kind.values())
                .filter(kind -> kind.target() == Kind.Target.DATABASE).toList(), databases);
    }

    /** Exactly this kind. */
    public Faults only(Kind kind, String... targets) {
        return with(List.of(kind), targets);
    }

    /** Nothing happens to these hosts and databases; paths between them and others may fail. */
    public Faults sparing(String... targets) {
        var all = new ArrayList<>(spared);
        all.addAll(List.of(targets));
        return new Faults(patterns, all, countMax);
    }

    /** At most this many in a run, 1 to 10,000. */
    public Faults most(int count) {
        if (count < 1 || count > 10_000) {
            throw new IllegalArgumentException(
                    "most(" + count + "): a run has 1 to 10000 faults at most");
        }
        return new Faults(patterns, spared, count);
    }

    private Faults with(List<Kind> kinds, String... targets) {
        if (targets.length == 0) {
            throw new IllegalArgumentException(
                    kinds.get(0).word() + ": name its targets, \"*\" for all");
        }
        var all = new LinkedHashMap<>(patterns);
        for (var kind : kinds) {
            var list = new ArrayList<>(all.getOrDefault(kind, List.of()));
            list.addAll(List.of(targets));
            all.put(kind, List.copyOf(list));
        }
        return new Faults(all, spared, countMax);
    }

    /**
     * The plan of a seed: the same for the same names.
     *
     * @param length all faults begin and end within this time
     */
    public FaultPlan draw(
            long seed, Duration length, List<String> hosts, List<String> databases) {
        var chance = new Stream(seed, "swarm");
        var candidates = candidates(hosts, databases);
        var kinds = some(List.copyOf(candidates.keySet()), KINDS_MAX, chance);
        var targets = new LinkedHashMap<Kind, List<List<String>>>();
        kinds.forEach(kind -> targets.put(
                kind, some(candidates.get(kind), Integer.MAX_VALUE, chance)));
        var count = 1 + chance.below(Math.min(countMax, COUNTS[chance.below(COUNTS.length)]));
        var longest = Math.min(
                LONGEST_MILLIS[chance.below(LONGEST_MILLIS.length)], length.toMillis() / 2);
        var drawn = new ArrayList<Fault>();
        if (kinds.contains(Kind.CLOG) && chance.chance(SWIZZLES)) {
            swizzle(chance, targets.get(Kind.CLOG), length.toMillis(), drawn);
        }
        for (var i = 0; i < count && !kinds.isEmpty(); i++) {
            drawn.add(one(new Stream(seed, "fault " + i), kinds, targets, length, longest));
        }
        var faults = new ArrayList<Fault>();
        for (var fault : drawn) {
            if (faults.size() < countMax && faults.stream().noneMatch(fault::disturbs)) {
                faults.add(fault);
            }
        }
        return new FaultPlan(faults);
    }

    /** Clogs all of them at times of the first half of a while, until times of its second half. */
    private static void swizzle(
            Stream chance, List<List<String>> targets, long lengthMillis, List<Fault> drawn) {
        var span = Math.max(4, (long) (lengthMillis * chance.nextDouble()));
        var from = chance.between(0, lengthMillis - span + 1);
        for (var target : targets) {
            var at = chance.between(0, span / 2);
            var end = chance.between(span / 2 + 1, span + 1);
            drawn.add(new Fault(Duration.ofMillis(from + at), Kind.CLOG, target, Duration.ZERO,
                    Duration.ofMillis(end - at)));
        }
    }

    private static Fault one(Stream chance, List<Kind> kinds,
            Map<Kind, List<List<String>>> targets, Duration length, long longestMillis) {
        var kind = kinds.get(chance.below(kinds.size()));
        var choices = targets.get(kind);
        var target = choices.get(chance.below(choices.size()));
        var at = chance.between(0, Math.max(1, length.toMillis() - SHORTEST_MILLIS));
        var lasts = Math.min(length.toMillis() - at,
                spread(SHORTEST_MILLIS, Math.max(SHORTEST_MILLIS, longestMillis), chance));
        return new Fault(Duration.ofMillis(at), kind, target,
                kind.measured() ? amount(kind, chance) : Duration.ZERO,
                kind.lasts() ? Duration.ofMillis(lasts) : Duration.ZERO);
    }

    private static Duration amount(Kind kind, Stream chance) {
        var sign = kind.cure() == Kind.Cure.SYNC && chance.chance(0.5) ? -1 : 1;
        var most = kind == Kind.CLOCK_JUMP ? CLOCK_MILLIS_MAX
                : kind == Kind.CLOCK_DRIFT ? DRIFT_MILLIS_MAX : SLOW_MILLIS_MAX;
        return Duration.ofMillis(sign * spread(1, most, chance));
    }

    /** Small is as likely as large: evenly over the orders of magnitude. */
    private static long spread(long least, long most, Stream chance) {
        return (long) (least * StrictMath.pow((double) most / least, chance.nextDouble()));
    }

    /** A part of them, at least one, at most so many; few are as likely as many. */
    private static <T> List<T> some(List<T> all, int countMax, Stream chance) {
        var left = new ArrayList<>(all);
        var most = Math.min(all.size(), countMax);
        var count = most == 0 ? 0 : (int) Math.round(StrictMath.pow(most, chance.nextDouble()));
        var some = new ArrayList<T>();
        for (var i = 0; i < count; i++) {
            some.add(left.remove(chance.below(left.size())));
        }
        return some;
    }

    private Map<Kind, List<List<String>>> candidates(List<String> hosts, List<String> databases) {
        var all = new LinkedHashMap<Kind, List<List<String>>>();
        for (var kind : Kind.values()) {
            if (!patterns.isEmpty() && !patterns.containsKey(kind)) {
                continue;
            }
            var names = kind.target() == Kind.Target.DATABASE ? databases : hosts;
            var wanted = patterns.getOrDefault(kind, List.of("*"));
            var targets = targets(kind, matching(names, wanted, !patterns.isEmpty()), names);
            if (!targets.isEmpty()) {
                all.put(kind, targets);
            }
        }
        return all;
    }

    private static List<List<String>> targets(Kind kind, List<String> meant, List<String> names) {
        if (kind.target() != Kind.Target.PATH) {
            return meant.stream().map(List::of).toList();
        }
        var pairs = new ArrayList<List<String>>();
        for (var one : meant) {
            for (var other : names) {
                var twice = meant.contains(other) && names.indexOf(other) < names.indexOf(one);
                if (!one.equals(other) && (!twice || kind == Kind.PARTITION_ONE_WAY)) {
                    pairs.add(List.of(one, other));
                    if (kind == Kind.PARTITION_ONE_WAY && !meant.contains(other)) {
                        pairs.add(List.of(other, one));
                    }
                }
            }
        }
        return pairs;
    }

    private List<String> matching(List<String> names, List<String> wanted, boolean mustMatch) {
        for (var pattern : wanted) {
            if (mustMatch && names.stream().noneMatch(name -> matches(pattern, name))) {
                throw new IllegalArgumentException(
                        "no name is like \"" + pattern + "\"; there are " + names);
            }
        }
        return names.stream()
                .filter(name -> wanted.stream().anyMatch(pattern -> matches(pattern, name)))
                .filter(name -> spared.stream().noneMatch(pattern -> matches(pattern, name)))
                .toList();
    }

    private static boolean matches(String pattern, String name) {
        return Pattern.matches(
                Pattern.quote(pattern).replace("*", "\\E.*\\Q"), name);
    }
}
