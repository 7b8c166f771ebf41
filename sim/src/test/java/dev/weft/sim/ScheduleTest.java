package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ScheduleTest {

    private static final int SEEDS = 200;

    static Schedule[] schedules() {
        return new Schedule[] {
            new Schedule.Uniform(), new Schedule.Pct(3, 200), new Schedule.Pos()};
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void sameSeedGivesTheSameRun(Schedule schedule) {
        for (var seed = 0; seed < 20; seed++) {
            try (var one = race(schedule, seed); var other = race(schedule, seed)) {
                assertEquals(one.traceHash(), other.traceHash());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void threadThatYieldsUntilAnotherHasRunIsNotAloneForEver(Schedule schedule) {
        for (var seed = 0; seed < 20; seed++) {
            try (var sim = Simulation.seeded(seed)) {
                sim.schedule(schedule);
                sim.stepsMax(1_000);
                var done = new boolean[1];
                sim.program("waits", () -> {
                    while (!done[0]) {
                        Thread.yield();
                    }
                });
                sim.program("does", () -> done[0] = true);
                sim.run(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void prioritiesFindWhatCoinFlipsDoNot() {
        var uniform = found(new Schedule.Uniform());
        var pct = found(new Schedule.Pct(2, 200));
        var pos = found(new Schedule.Pos());
        assertEquals(0, uniform, "thirty coins on one side");
        assertTrue(pct > SEEDS / 10, () -> "pct " + pct + " of " + SEEDS);
        assertTrue(pos > 0, () -> "pos " + pos + " of " + SEEDS);
    }

    @Test
    void scheduleIsChosenBeforeTheFirstRun() {
        try (var sim = race(new Schedule.Uniform(), 7)) {
            assertThrows(IllegalStateException.class, () -> sim.schedule(new Schedule.Pos()));
        }
        assertThrows(IllegalArgumentException.class, () -> new Schedule.Pct(0, 10));
    }

    private static int found(Schedule schedule) {
        var found = 0;
        for (var seed = 0; seed < SEEDS; seed++) {
            try (var sim = race(schedule, seed)) {
                found += sim.story().stream().anyMatch(it -> it.contains("not seen")) ? 1 : 0;
            }
        }
        return found;
    }

    /** A write that is ready from the start, and a reader that takes thirty rounds to come. */
    private static Simulation race(Schedule schedule, long seed) {
        var sim = Simulation.seeded(seed);
        sim.schedule(schedule);
        var written = new boolean[1];
        var rounds = new SynchronousQueue<Integer>();
        sim.program("writer", () -> written[0] = true);
        sim.program("partner", () -> {
            for (var i = 0; i < 30; i++) {
                rounds.put(i);
            }
        });
        sim.program("reader", () -> {
            for (var i = 0; i < 30; i++) {
                rounds.take();
            }
            sim.note("reader", written[0] ? "seen" : "not seen");
        });
        sim.run(Duration.ofSeconds(1));
        return sim;
    }
}
