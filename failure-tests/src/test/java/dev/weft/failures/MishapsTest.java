package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.sim.fault.FaultPlan;
import dev.weft.sim.search.Run;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MishapsTest {

    @Test
    void aSeedAlwaysDrawsTheSamePlan() {
        assertEquals(drawn(7, 60), drawn(7, 60));
        assertNotEquals(drawn(7, 60), drawn(8, 60));
    }

    @Test
    void eachMinuteHasOneOfEachAndAQuietEnd() {
        for (var seed = 0; seed < 1000; seed++) {
            var faults = drawn(seed, 200).faults();
            assertEquals(9, faults.size());
            for (var fault : faults) {
                assertTrue(fault.end().toMillis() % 60_000 <= 34_000, fault::toString);
            }
        }
    }

    @Test
    void everyMannerAndTargetComesUp() {
        var seen = new HashSet<String>();
        for (var seed = 0; seed < 100; seed++) {
            drawn(seed, 60).faults().forEach(fault -> seen.add(fault.kind() + fault.target()));
        }
        assertEquals(3 * 2 + 2 + 2 * 2, seen.size(), seen::toString);
    }

    @Test
    void theMainJobCanBeSearchedAndReplayedWithFewerFaults() {
        var first = FaultPlan.of(drawn(7, 60).faults().get(0));
        var run = Run.of(new MainJob(), 7, first);
        assertEquals("", run.what());
        assertEquals(first, run.plan());
        assertEquals(Mishaps.ROUND, run.virtual());
    }

    private static FaultPlan drawn(long seed, int seconds) {
        return Mishaps.drawn(seed, Duration.ofSeconds(seconds), List.of("game-0", "game-1"),
                List.of("matchmaker-1"), List.of("lobby-1", "lobby-2"));
    }
}
