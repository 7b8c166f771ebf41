package dev.weft.sim.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the README shows is what is compiled and run here. */
@Timeout(30)
class ReadmeTest {

    @Test
    void helloWorldSaysHello() throws Exception {
        assertEquals("hello, Duke", Hello.run());
    }

    @Test
    void theSimulatedOneTellsTheSameStoryAgain() {
        var story = SimulatedHello.run();
        assertTrue(story.toString().contains("hello, Duke"), story.toString());
        assertTrue(story.toString().contains("the server loses its power"), story.toString());
        assertEquals(story, SimulatedHello.run());
    }

    @ParameterizedTest
    @CsvSource({"1, Hello", "2, SimulatedHello"})
    void theReadmeShowsTheProgramThatWasRun(int block, String program) throws Exception {
        var readme = Files.readString(Path.of("..", "README.md")).split("```java\n");
        var shown = readme[block].substring(0, readme[block].indexOf("```"));
        var source = plain(source(program));
        for (var line : shown.lines().map(String::strip).filter(it -> !it.isEmpty()).toList()) {
            // Printing is the one difference: the test wants what would be printed.
            var asRun = line
                    .replace("System.out.println(channel.receive(String.class));",
                            "return channel.receive(String.class);")
                    .replace("sim.story().forEach(System.out::println);", "return sim.story();");
            assertTrue(source.contains(plain(asRun)), "not in " + program + ": " + line);
        }
    }

    private static String source(String program) throws IOException {
        return Files.readString(
                Path.of("src/test/java/dev/weft/sim/readme", program + ".java"));
    }

    private static String plain(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
