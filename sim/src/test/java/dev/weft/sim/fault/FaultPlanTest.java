package dev.weft.sim.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FaultPlanTest {

    private static final List<String> HOSTS = List.of("lobby-1", "lobby-2", "login", "client-1");
    private static final List<String> DATABASES = List.of("game-0", "game-1", "auth");
    private static final Duration LENGTH = Duration.ofSeconds(20);

    @Test
    void aPlanIsReadAsItWasWritten(@TempDir Path folder) throws Exception {
        for (var seed = 0; seed < 300; seed++) {
            var plan = Faults.swarm().draw(seed, LENGTH, HOSTS, DATABASES);
            var file = folder.resolve("plans").resolve("some.plan");
            plan.write(file);
            assertEquals(plan, FaultPlan.read(file));
        }
    }

    @Test
    void aPlanWrittenByAPersonIsReadWithItsCommentsAndUnits() {
        var plan = FaultPlan.parse("""
                # why it fails
                weft fault plan 1

                10.499 s  crash db-1 for 0.5 min   # the power
                10.214 s  pause db-1 for 281 ms
                11 s  slow-link lobby-1 db-1 by 200 ms for 3 s
                12.5 s  lose-after-commit game-0
                end of 4 faults
                """, "some.plan");
        assertEquals("""
                10.214 s  pause db-1 for 281 ms
                10.499 s  crash db-1 for 30 s
                11 s  slow-link lobby-1 db-1 by 200 ms for 3 s
                12.5 s  lose-after-commit game-0""", plan.toString());
        assertEquals("db-1 stands still, for 281 ms", plan.faults().get(0).text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5 s  crsh a for 1 s            | :2: unknown kind of fault "crsh"; there are crash, kill
            5 s  crash a                   | :2: crash needs a length of more than zero
            5 s  crash a b for 1 s         | :2: crash needs 1 target, not [a, b]
            5 s  partition a for 1 s       | :2: partition needs 2 targets, not [a]
            5 s  partition a a for 1 s     | :2: partition needs two different hosts
            5 s  reset a b for 1 s         | :2: reset happens at one moment
            5 s  slow-link a b for 1 s     | :2: slow-link needs an amount
            5 s  crash a by 3 s for 1 s    | :2: crash has no amount
            5 h  crash a for 1 s           | :2: unknown unit "h" after 5
            x s  crash a for 1 s           | :2: "x" is no number of s
            -5 s  crash a for 1 s          | :2: crash begins at -5 s
            5 s  crash a for               | :2: "5 s  crash a for" is cut short
            5 s  crash a for 1             | :2: "5 s  crash a for 1" is cut short: a unit after 1
            5 s                            | :2: "5 s" is cut short: a kind of fault is missing
            5 s  crash a for 1 s or 2      | :2: "or 2" is too much
            """)
    void aWrongLineIsNamedWithItsPlace(String line, String message) {
        var wrong = assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse(
                "weft fault plan 1\n" + line + "\nend of 1 faults\n", "my.plan"));
        assertTrue(wrong.getMessage().startsWith("my.plan" + message), wrong.getMessage());
    }

    @Test
    void aFileThatIsCutShortOrIsNoPlanIsNoticed() {
        var whole = Faults.swarm().draw(7, LENGTH, HOSTS, DATABASES).toFile();
        for (var length = 0; length < whole.length() - 1; length++) {
            var part = whole.substring(0, length);
            assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse(part, "my.plan"),
                    part);
        }
        assertEquals("my.plan:1: a plan begins with \"weft fault plan 1\", not with \"hello\"",
                assertThrows(IllegalArgumentException.class,
                        () -> FaultPlan.parse("hello", "my.plan")).getMessage());
        assertEquals("my.plan:3: \"end of 2 faults\" after 1 faults: some lines are missing or too"
                + " many", assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse(
                        "weft fault plan 1\n5 s crash a for 1 s\nend of 2 faults", "my.plan"))
                .getMessage());
    }

    @Test
    void faultsThatWouldEndEachOtherAreRefused() {
        var wrong = assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse("""
                weft fault plan 1
                5 s  crash a for 5 s
                6 s  isolate a for 2 s
                7 s  kill a for 1 s
                end of 3 faults
                """, "my.plan"));
        assertEquals("my.plan:4: \"7 s  kill a for 1 s\" overlaps with \"5 s  crash a for 5 s\":"
                + " the end of one would end the other", wrong.getMessage());
    }

    @Test
    void faultsOfAHostAndOfItsPathsDoNotEndEachOther() {
        var text = """
                weft fault plan 1
                5 s  clog-one-way a b for 5 s
                6 s  clog a for 2 s
                7 s  clog-one-way b c for 5 s
                end of 3 faults
                """;
        assertEquals(text, FaultPlan.parse(text, "my.plan").toFile());
        assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse(
                text.replace("b c", "b a"), "my.plan"));
    }

    @Test
    void aNameThatIsNotThereIsNamed() {
        var host = FaultPlan.of(Fault.of(Duration.ofSeconds(1), Kind.CRASH, "loby-1",
                Duration.ofSeconds(1)));
        assertEquals("the plan's fault \"1 s  crash loby-1 for 1 s\" names no host of this"
                + " simulation; there are [lobby-1]", assertThrows(IllegalArgumentException.class,
                () -> host.check(List.of("lobby-1"), List.of())).getMessage());
        var pattern = assertThrows(IllegalArgumentException.class, () -> Faults.swarm()
                .crash("lobby-*", "loby-*").draw(1, LENGTH, HOSTS, DATABASES));
        assertTrue(pattern.getMessage().startsWith(
                "no name is like \"loby-*\"; there are [lobby-1"),
                pattern.getMessage());
    }

    @Test
    void aSeedDrawsTheSamePlanWhateverElseIsThere() {
        var some = Faults.swarm().crash("lobby-*");
        assertEquals(some.draw(7, LENGTH, HOSTS, DATABASES),
                some.draw(7, LENGTH, HOSTS, List.of()));
        assertTrue(!some.draw(7, LENGTH, HOSTS, DATABASES)
                .equals(some.draw(8, LENGTH, HOSTS, DATABASES)));
    }

    @Test
    void swarmsAreDifferentAndStayWithinTheirLengthAndNames() {
        var kinds = new HashSet<Kind>();
        var counts = new HashSet<Integer>();
        var few = 0;
        for (var seed = 0; seed < 1000; seed++) {
            var faults = Faults.swarm().sparing("client-*").draw(seed, LENGTH, HOSTS, DATABASES)
                    .faults();
            var here = new HashSet<Kind>();
            for (var fault : faults) {
                here.add(fault.kind());
                assertTrue(fault.end().compareTo(LENGTH) <= 0, fault::toString);
                assertTrue(fault.kind().target() == Kind.Target.PATH
                        || !fault.target().equals("client-1"), fault::toString);
            }
            kinds.addAll(here);
            counts.add(faults.size());
            few += here.size() <= 2 ? 1 : 0;
        }
        assertEquals(Kind.values().length, kinds.size());
        assertTrue(counts.contains(1) && counts.stream().anyMatch(count -> count > 25),
                counts::toString);
        assertTrue(few > 300, "seeds of one kind or two: " + few);
    }
}
