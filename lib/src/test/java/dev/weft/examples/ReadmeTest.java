package dev.weft.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the README shows is what is compiled and run here. */
@Timeout(30)
class ReadmeTest {

    @Test
    void helloWorldSaysHello() throws Exception {
        assertEquals("hello, Duke", Hello.run());
    }

    @Test
    void theReadmeShowsTheProgramThatWasRun() throws Exception {
        var readme = Files.readString(Path.of("..", "README.md"));
        var shown = readme.substring(readme.indexOf("```java") + 7);
        shown = shown.substring(0, shown.indexOf("```"));
        var source = plain(Files.readString(
                Path.of("src/test/java/dev/weft/examples/Hello.java")));
        for (var line : shown.lines().map(String::strip).filter(it -> !it.isEmpty()).toList()) {
            var asRun = line.replace("System.out.println(channel.receive(String.class));",
                    "return channel.receive(String.class);");
            assertTrue(source.contains(plain(asRun)), "not in the program: " + line);
        }
    }

    private static String plain(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
