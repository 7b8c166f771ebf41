package dev.weft.failures;

import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.FaultPlan;
import dev.weft.sim.fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Draws what fails in the main job: in each minute a database, a matchmaker, and a lobby. */
final class Mishaps {

    /** The shortest run with faults: they come in its first half, then it must recover. */
    static final Duration ROUND = Duration.ofMinutes(1);

    private static final Duration FIRST = Duration.ofSeconds(6);
    private static final Duration LAST = Duration.ofSeconds(24);
    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final List<Kind> DEATHS = List.of(Kind.CRASH, Kind.KILL);
    private static final List<Kind> OUTAGES =
            List.of(Kind.DATABASE_DOWN, Kind.DATABASE_FREEZE, Kind.LOSE_REPLIES);

    private Mishaps() {}

    /**
     * In each minute of the run a game database, a matchmaker and a lobby fail, each once, within
     * the first 34 seconds.
     */
    static FaultPlan drawn(
            long seed, Duration length, List<String> databases, List<String> matchmakers,
            List<String> lobbies) {
        var random = randomOf(seed);
        var faults = new ArrayList<Fault>();
        for (var from = Duration.ZERO; from.plus(ROUND).compareTo(length) <= 0;
                from = from.plus(ROUND)) {
            faults.add(draw(random, from, of(random, OUTAGES), of(random, databases)));
            faults.add(draw(random, from, of(random, DEATHS), of(random, matchmakers)));
            faults.add(draw(random, from, of(random, DEATHS), of(random, lobbies)));
        }
        return new FaultPlan(faults);
    }

    /** A stream for plans: it shares nothing with those of the simulation. */
    static RandomGenerator randomOf(long seed) {
        // Random's algorithm is written down, so every JDK draws the same; but the first numbers of
        // neighbouring seeds are alike, unless the seed is mixed.
        var mixed = (seed ^ seed >>> 32) * 0x9e3779b97f4a7c15L;
        return new Random(mixed ^ mixed >>> 29);
    }

    /** A time between the two, in milliseconds. */
    static Duration between(RandomGenerator random, Duration least, Duration most) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }

    private static Fault draw(RandomGenerator random, Duration from, Kind kind, String target) {
        return Fault.of(from.plus(between(random, FIRST, LAST)), kind, target,
                between(random, SHORTEST, LONGEST));
    }

    private static <T> T of(RandomGenerator random, List<? extends T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
