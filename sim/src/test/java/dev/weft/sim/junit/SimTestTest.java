package dev.weft.sim.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Faults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

@Timeout(60)
class SimTestTest {

    @TempDir
    private static Path folder;

    @BeforeEach
    void useAFolderOfOurOwn() {
        System.setProperty("weft.corpus", folder.resolve("corpus").toString());
        System.setProperty("weft.out", folder.resolve("out").toString());
        Samples.PLAYED.clear();
    }

    @AfterEach
    void forget() {
        List.of("corpus", "out", "seed", "seeds", "first", "plan", "seconds")
                .forEach(name -> System.clearProperty("weft." + name));
    }

    /** Played by the tests of this class only. */
    static final class Samples {

        static final Set<Long> PLAYED = ConcurrentHashMap.newKeySet();
        private int calls;

        @SimTest(seeds = 20)
        void holds(Simulation sim) {
            PLAYED.add(sim.seed());
            calls++;
            sim.always("each seed has an object of its own", () -> calls == 1);
        }

        @SimTest(seeds = 20)
        void failsWhenItPauses(Simulation sim) {
            PLAYED.add(sim.seed());
            sim.length(Duration.ofSeconds(5));
            sim.faults(Faults.swarm().pause("worker").crash("other").most(6));
            sim.program("other", () -> Thread.sleep(60_000));
            sim.program("worker", () -> {
                while (true) {
                    var before = sim.now();
                    Thread.sleep(10);
                    if (sim.now().minus(before).toMillis() > 500) {
                        throw new IllegalStateException("too late by "
                                + sim.now().minus(before).minusMillis(10));
                    }
                }
            });
        }

        @SimTest(seeds = 3)
        void neverSeesIt(Simulation sim) {
            sim.sometimes("pigs fly", () -> false);
            sim.sometimes("time passes", () -> sim.now().toSeconds() > 1);
        }

        @SimTest(seeds = 3)
        void neverGetsThere(Simulation sim) {
            sim.eventually("the ship comes in", Duration.ofSeconds(30), () -> false);
        }

        @SimTest(seeds = 0)
        void hasNoSeeds(Simulation sim) {}

        @SimTest
        void hasNoParameter() {}
    }

    @Test
    void allSeedsAreOneLineWhenTheyHold() {
        var events = play("holds");
        assertEquals(List.of("20 seeds"), names(events.finished()));
        assertEquals(1, events.succeeded().count());
        assertEquals(20, Samples.PLAYED.size());
    }

    @Test
    void eachFailingSeedIsALineThatExplainsAndReplaysIt() throws Exception {
        var events = play("failsWhenItPauses");
        var failed = events.failed().list();
        assertEquals(3, failed.size(), () -> names(events.finished()).toString());
        assertEquals("20 seeds", names(events.succeeded()).get(0));
        var text = message(failed.get(0));
        var seed = text.substring("seed ".length(), text.indexOf(','));
        assertTrue(names(events.failed()).get(0).startsWith("seed " + seed
                + ": the program of host worker threw java.lang.IllegalStateException"), text);
        assertTrue(text.contains("it takes 1 of "), text);
        assertTrue(text.contains("  pause worker for "), text);
        assertTrue(text.endsWith("replay: mvn test -Dtest=Samples#failsWhenItPauses -Dweft.seed="
                + seed), text);

        Samples.PLAYED.clear();
        System.setProperty("weft.seed", seed);
        var replayed = play("failsWhenItPauses");
        assertEquals(List.of("seed " + seed), names(replayed.failed()));
        assertEquals(Set.of(Long.valueOf(seed)), Samples.PLAYED);

        var plan = Path.of(text.lines().filter(line -> line.startsWith("plan: ")).findFirst()
                .orElseThrow().substring("plan: ".length()));
        System.setProperty("weft.plan", plan.toString());
        assertEquals(1, play("failsWhenItPauses").failed().count());
        Files.writeString(plan, "weft fault plan 1\nend of 0 faults\n");
        assertEquals(0, play("failsWhenItPauses").failed().count());
    }

    @Test
    void seedsThatFailedArePlayedFirstNextTime() throws Exception {
        var corpus = folder.resolve("corpus").resolve(Samples.class.getName() + ".holds");
        Files.createDirectories(corpus.getParent());
        Files.writeString(corpus, "# these failed once\n4711  # some invariant\n");
        assertEquals(0, play("holds").failed().count());
        assertTrue(Samples.PLAYED.contains(4711L));

        Files.writeString(corpus, "4711\nseven\n");
        assertTrue(message(play("holds").failed().list().get(0))
                .contains(":2: \"seven\" is no seed"));
        Files.delete(corpus);
    }

    @Test
    void whatShouldBeSeenAndNeverWasMakesTheSearchRed() {
        var failed = play("neverSeesIt").failed().list();
        assertEquals(1, failed.size());
        assertTrue(message(failed.get(0)).startsWith("no seed of 3 saw [pigs fly]"),
                message(failed.get(0)));
    }

    @Test
    void whatShouldComeTrueAndNeverDoesFailsAfterItsTime() {
        var failed = play("neverGetsThere").failed().list();
        assertTrue(message(failed.get(0)).contains("at 50.000000 s: eventually \"the ship comes"
                + " in\" did not come true within 30.000000 s after the faults\nit takes no fault"),
                message(failed.get(0)));
    }

    @Test
    void wrongInputIsNamed() {
        assertTrue(containerFailure("hasNoSeeds").contains(
                "Samples.hasNoSeeds: seeds: 0 of them; the least is 1"));
        assertTrue(containerFailure("hasNoParameter").contains(
                "Samples.hasNoParameter: a scenario has one parameter, a dev.weft.sim.Simulation"));
        System.setProperty("weft.seeds", "-5");
        assertTrue(containerFailure("holds").contains("seeds: -5 of them"));
        System.setProperty("weft.seeds", "many");
        assertTrue(containerFailure("holds").contains("-Dweft.seeds=many is not a whole number"));
    }

    private static Events play(String method) {
        return EngineTestKit.engine("junit-jupiter").selectors(select(method)).execute()
                .testEvents();
    }

    private static String containerFailure(String method) {
        return message(EngineTestKit.engine("junit-jupiter").selectors(select(method)).execute()
                .containerEvents().failed().list().get(0));
    }

    private static DiscoverySelector select(String method) {
        return method.equals("hasNoParameter") ? selectMethod(Samples.class, method)
                : selectMethod(Samples.class, method, Simulation.class);
    }

    private static List<String> names(Events events) {
        return events.stream().map(event -> event.getTestDescriptor().getDisplayName()).toList();
    }

    private static String message(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable().orElseThrow().getMessage();
    }
}
