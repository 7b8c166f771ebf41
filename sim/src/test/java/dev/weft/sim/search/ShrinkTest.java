package dev.weft.sim.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.sim.core.Stream;
import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.FaultPlan;
import dev.weft.sim.fault.Kind;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShrinkTest {

    private static final Duration END = Duration.ofSeconds(100);

    /** Fault number n begins at second n. */
    private static final FaultPlan FORTY = new FaultPlan(IntStream.range(0, 40)
            .mapToObj(n -> Fault.of(Duration.ofSeconds(n), Kind.PAUSE, "host-" + n,
                    Duration.ofMillis(800)))
            .toList());

    @Test
    void fewFaultsOfFortyAreFoundInFiftyRuns() {
        for (var seed = 0; seed < 200; seed++) {
            var chance = new Stream(seed, "culprits");
            var culprits = new TreeSet<Long>();
            for (var i = 0; i <= seed % 5; i++) {
                culprits.add((long) chance.below(40));
            }
            var shrink = new Shrink(plan -> seconds(plan).containsAll(culprits));
            var found = shrink.shrink(FORTY, END);
            assertTrue(shrink.runs() <= 50, () -> shrink.runs() + " runs");
            assertTrue(seconds(found).containsAll(culprits), found::toString);
            assertEquals(culprits.size(), found.faults().size(), found::toString);
        }
    }

    @Test
    void faultsThatUndoOneAnotherAreFoundAsWell() {
        // 30 alone fails, but 20 hides it unless 10 is there.
        var shrink = new Shrink(plan -> seconds(plan).contains(30L)
                && (!seconds(plan).contains(20L) || seconds(plan).contains(10L)));
        assertEquals(List.of(30L), seconds(shrink.shrink(FORTY, END)));
    }

    @Test
    void aBugThatNeedsNoFaultIsToldInTwoRuns() {
        var shrink = new Shrink(plan -> true);
        assertEquals(FaultPlan.NONE, shrink.shrink(FORTY, END));
        assertEquals(2, shrink.runs());
    }

    @Test
    void whatCannotBeRepeatedStaysAsItIs() {
        assertEquals(FORTY, new Shrink(plan -> false).shrink(FORTY, END));
    }

    @Test
    void faultsAfterTheFailureAreLeftOutAndLengthsShortened() {
        var shrink = new Shrink(plan -> plan.faults().stream().anyMatch(fault ->
                fault.target().equals("host-5") && fault.length().toMillis() >= 300));
        assertEquals(FaultPlan.of(Fault.of(Duration.ofSeconds(5), Kind.PAUSE, "host-5",
                Duration.ofMillis(400))), shrink.shrink(FORTY, Duration.ofSeconds(9)));
    }

    private static List<Long> seconds(FaultPlan plan) {
        return plan.faults().stream().map(fault -> fault.at().toSeconds()).toList();
    }
}
