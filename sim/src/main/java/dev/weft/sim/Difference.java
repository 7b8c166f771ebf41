package dev.weft.sim;

import dev.weft.sim.fault.FaultPlan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The first event in which two runs of one seed differ. Up to it both were the same, so what is
 * wrong happened just before, or is what these two stacks show: something that no seed decides,
 * such as a static field, the order of a hash set, or the clock of the machine.
 *
 * @param event the number of the event
 * @param one what happened in the first run, with the stack of the thread that did it
 * @param other what happened in the second
 */
public record Difference(int event, Throwable one, Throwable other) {

    private static final int EVENTS_MAX = 4_000_000;
    private static final int TRIES = 5;
    private static final int FRAMES_MAX = 12;

    /** The hashes after the events of a run; bounded, so that a long run fits into memory. */
    private static final class Hashes {
        private final Map<Integer, String> notes = new HashMap<>();
        private long[] hashes = new long[1024];
        private int count;

        void add(long hash, String note) {
            if (count == hashes.length && count < EVENTS_MAX) {
                hashes = Arrays.copyOf(hashes, 2 * count);
            }
            if (count < hashes.length) {
                if (!note.isEmpty()) {
                    notes.put(count, note);
                }
                hashes[count++] = hash;
            }
        }

        /** What is known of an event that did not come again. */
        Throwable lost(int event) {
            var lost = new Throwable(notes.getOrDefault(event, "something else")
                    + " (did not come again, so that there is no stack)");
            lost.setStackTrace(new StackTraceElement[0]);
            return lost;
        }
    }

    /** Whether to stop here; gets the hash and the note of each event. */
    @FunctionalInterface
    private interface Stop {
        boolean at(long hash, String note);
    }

    /**
     * Plays a scenario twice or more, and finds where two runs part; empty if they do not.
     *
     * @param plan instead of the faults that the scenario asks for; null for those
     */
    public static Optional<Difference> between(
            Scenario scenario, long seed, @Nullable FaultPlan plan) {
        var first = new Hashes();
        play(scenario, seed, plan, (hash, note) -> {
            first.add(hash, note);
            return false;
        });
        for (var i = 0; i < TRIES; i++) {
            var place = new int[1];
            var other = play(scenario, seed, plan, (hash, note) ->
                    place[0] < first.count && first.hashes[place[0]++] != hash);
            if (other != null) {
                return Optional.of(of(scenario, seed, plan, first, place[0] - 1, other));
            }
        }
        return Optional.empty();
    }

    /** Plays it again, until that event is once more the one of the first run. */
    private static Difference of(Scenario scenario, long seed, @Nullable FaultPlan plan,
            Hashes first, int event, Throwable other) {
        for (var i = 0; i < TRIES; i++) {
            var place = new int[1];
            var one = play(scenario, seed, plan, (hash, note) ->
                    place[0]++ == event && first.hashes[event] == hash);
            if (one != null) {
                return new Difference(event, one, other);
            }
        }
        return new Difference(event, first.lost(event), other);
    }

    /** Plays until this says stop; gives what happened then. */
    private static @Nullable Throwable play(
            Scenario scenario, long seed, @Nullable FaultPlan plan, Stop stop) {
        var found = new Throwable[1];
        try (var simulation = Simulation.seeded(seed, plan)) {
            var loop = simulation.loop();
            loop.trace().listen(hash -> {
                if (found[0] == null && stop.at(hash, loop.trace().told())) {
                    found[0] = loop.trace().happening();
                    loop.fail("the run is stopped here to be looked at", null);
                }
            });
            simulation.play(scenario);
        } catch (Exception | AssertionError e) {
            // The failures of the run are not what is looked for.
        }
        return found[0];
    }

    @Override
    public String toString() {
        return "event " + event + " is\n" + text(one) + "\nand in the other run\n" + text(other);
    }

    private static String text(Throwable side) {
        return side.getMessage() + Arrays.stream(side.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("dev.weft.sim.core."))
                .limit(FRAMES_MAX)
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining());
    }
}
