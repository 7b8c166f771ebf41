package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClockTest {

    private final Simulation sim = Simulation.seeded(7);
    private final List<Long> seen = new ArrayList<>();

    @AfterEach
    void close() {
        sim.close();
    }

    @Test
    void jumpMovesTheTimeOfDayOfOneHostAndNoWait() {
        var host = sim.program("host", () -> {
            var instant = Instant.now();
            var millis = System.currentTimeMillis();
            var nanos = System.nanoTime();
            Thread.sleep(2000);
            seen.add(Duration.between(instant, Instant.now()).toMillis());
            seen.add(System.currentTimeMillis() - millis);
            seen.add((System.nanoTime() - nanos) / 1_000_000);
            seen.add(sim.now().toMillis());
        });
        sim.program("other", () -> {
            var millis = System.currentTimeMillis();
            Thread.sleep(3000);
            seen.add(System.currentTimeMillis() - millis);
        });
        sim.at(Duration.ofSeconds(1), "an hour back", () -> host.jumpClock(Duration.ofHours(-1)));

        sim.run(Duration.ofSeconds(10));

        assertEquals(List.of(2000L - 3_600_000, 2000L - 3_600_000, 2000L, 2000L, 3000L), seen);
    }

    @Test
    void driftChangesBothClocksAndTheLengthOfWaits() {
        var host = sim.program("host", () -> {
            Thread.sleep(1000);
            var millis = System.currentTimeMillis();
            var nanos = System.nanoTime();
            Thread.sleep(1000);
            assertTrue(!new CountDownLatch(1).await(1, TimeUnit.SECONDS));
            seen.add(System.currentTimeMillis() - millis);
            seen.add((System.nanoTime() - nanos) / 1_000_000);
            seen.add(sim.now().toMillis());
        });
        sim.at(Duration.ofMillis(1), "twice as fast", () -> host.driftClock(1_000_000));

        sim.run(Duration.ofSeconds(10));

        assertEquals(List.of(2000L, 2000L, 2000L), seen);
        assertTrue(sim.steps() < 10, () -> sim.steps() + " steps: a wait is asked again and again");
    }

    @Test
    void clockThatIsSetRightNeverGoesBackInItsMonotonicTime() {
        var host = sim.program("host", () -> {
            var last = System.nanoTime();
            for (var i = 0; i < 100; i++) {
                Thread.sleep(50);
                assertTrue(System.nanoTime() - last >= 50_000_000);
                last = System.nanoTime();
            }
            seen.add(System.currentTimeMillis() - Instant.parse("2026-01-01T00:00:00Z")
                    .toEpochMilli() - sim.now().toMillis());
        });
        sim.at(Duration.ofMillis(500), "fast", () -> host.driftClock(70_000));
        sim.at(Duration.ofMillis(1500), "slow", () -> host.driftClock(-70_000));
        sim.at(Duration.ofMillis(2500), "jump", () -> host.jumpClock(Duration.ofDays(1)));
        sim.at(Duration.ofMillis(2700), "restart of nothing", host::syncClock);

        sim.run(Duration.ofSeconds(10));

        assertEquals(List.of(0L), seen);
        assertThrows(IllegalArgumentException.class, () -> host.driftClock(Double.NaN));
    }

    @Test
    void clockStaysWrongOverARestart() {
        var host = sim.program("host", () -> {
            Thread.sleep(100);
            seen.add(System.currentTimeMillis() / 1000 % 60);
        });
        sim.at(Duration.ofMillis(1), "skew", () -> host.jumpClock(Duration.ofSeconds(42)));
        sim.at(Duration.ofMillis(500), "restart", host::restart);
        sim.run(Duration.ofMillis(900));
        assertEquals(List.of(42L, 42L), seen);
    }
}
