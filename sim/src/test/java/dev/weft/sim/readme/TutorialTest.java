package dev.weft.sim.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.weft.sim.Simulation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** What the pages of the simulator show is compiled, and comes out as they say. */
@Timeout(60)
class TutorialTest {

    private static final Path SOURCES = Path.of("src/test/java/dev/weft/sim/readme");

    @TempDir
    private Path folder;

    @BeforeEach
    void useAFolderOfOurOwn() {
        System.setProperty("weft.corpus", folder.resolve("corpus").toString());
        System.setProperty("weft.out", folder.resolve("out").toString());
        System.setProperty("weft.threads", "1"); // always the same seed fails first
    }

    @AfterEach
    void forget() {
        List.of("corpus", "out", "seed", "threads")
                .forEach(name -> System.clearProperty("weft." + name));
    }

    @Test
    void nothingIsFoundWhileNothingFails() {
        var events = play(Tutorial.CalmTest.class);
        assertEquals(List.of(), messages(events));
        assertEquals(1, events.succeeded().count());
    }

    @Test
    void theBugIsFoundAndShrunkAndReplayed() throws Exception {
        var report = messages(play(Tutorial.BankTest.class)).get(0);
        assertEquals(shape(shown("tutorial.md", "seed ")), shape(report));
        assertTrue(Files.list(folder.resolve("out")).anyMatch(it ->
                it.toString().endsWith(".html")));

        System.setProperty("weft.seed", report.substring("seed ".length(), report.indexOf(',')));
        var replayed = messages(play(Tutorial.BankTest.class)).get(0);
        assertEquals(report.lines().findFirst(), replayed.lines().findFirst());
    }

    @Test
    void theMendedBankLosesNothing() {
        assertEquals(List.of(), messages(play(Tutorial.MendedBankTest.class)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "doc/tutorial.md", "doc/how-it-works.md", "doc/limits.md"})
    void everyLineOfJavaOnAPageIsCompiled(String page) throws Exception {
        String sources;
        try (Stream<Path> files = Files.list(SOURCES)) {
            sources = files.map(TutorialTest::read).collect(Collectors.joining());
        }
        var lines = sources.lines().map(String::strip).collect(Collectors.toSet());
        var blocks = Files.readString(Path.of(page)).split("```java\n");
        for (var i = 1; i < blocks.length; i++) {
            for (var line : blocks[i].substring(0, blocks[i].indexOf("```")).lines().toList()) {
                assertTrue(lines.contains(line.strip()), page + ": " + line);
            }
        }
    }

    /** The first block of a page that begins like this. */
    private static String shown(String page, String begin) {
        var text = read(Path.of("doc", page));
        var block = text.substring(text.indexOf("```\n" + begin) + "```\n".length());
        return block.substring(0, block.indexOf("```"));
    }

    /** What must be the same in every such report: its sentences, without numbers and events. */
    private static List<String> shape(String report) {
        return report.lines()
                .filter(line -> line.startsWith("seed ") || line.startsWith("it takes ")
                        || line.contains(" crash bank ") || line.startsWith("replay: "))
                .map(line -> line.replaceAll("[0-9]+(\\.[0-9]+)?", "N").replaceAll("N m?s", "N s")
                        .strip())
                .toList();
    }

    private static Events play(Class<?> test) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(test, "noMoneyIsLost", Simulation.class)).execute()
                .testEvents();
    }

    private static List<String> messages(Events events) {
        return events.failed().stream().map(TutorialTest::message).toList();
    }

    private static String message(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable().orElseThrow().getMessage();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
