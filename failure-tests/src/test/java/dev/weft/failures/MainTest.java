package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {
        "--seed=seven", "--seed=", "--seed", "--seed=7.5", "7", "--fast", "--seconds=5",
        "--seconds=x", "--minutes=0", "--minutes=99999999999999999999", "--timeline=",
        "--timeline=no/such/folder/run.html", "--timeline=/"})
    void wrongInputGetsOneLineAndExitCode2(String argument) {
        assertEquals(2, run("simulate", argument));
        assertEquals("", text(out));
        assertEquals(1, text(err).lines().count(), text(err));
        assertTrue(text(err).startsWith("simulate: "), text(err));
    }

    @Test
    void theLineNamesWhatIsWrong() {
        run("simulate", "--seed=seven");
        assertEquals("simulate: seed \"seven\" is not a number; give one such as 7, or random\n",
                text(err));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "help", "-h"})
    void helpTellsOfTheMainJob(String word) {
        run(word);
        assertTrue(text(out).startsWith("simulate [--seed=N|random]"), text(out));
    }

    @Test
    void helpOfTheMainJobEndsWell() {
        assertEquals(0, run("simulate", "--help"));
        assertTrue(text(out).contains("--seconds=N"), text(out));
    }

    @Test
    void theMainJobTellsItsStoryAndEndsWithALineForMachines() {
        assertEquals(0, run("simulate", "--seed=7"), text(err));
        assertEquals("", text(err));
        var lines = text(out).lines().toList();
        assertTrue(lines.size() < 120, () -> lines.size() + " lines");
        assertTrue(lines.getLast().matches("seed 7 trace [0-9a-f]{16} games [1-9][0-9]* faults 3"
                + " invariants [1-9][0-9]* virtual 60\\.0s real [0-9]+\\.[0-9]s"), lines.getLast());
        for (var part : new String[] {">>> matchmaker-1 ", "<<< matchmaker-1 ", ">>> lobby-",
            ">>> game-", "logged in", "makes matches, epoch 2"}) {
            assertTrue(text(out).contains(part), part + " in " + text(out));
        }
    }

    @Test
    void theMainJobDrawsItsRun(@TempDir Path folder) throws Exception {
        var file = folder.resolve("run.html");
        assertEquals(0, run("simulate", "--seed=7", "--timeline=" + file), text(err));
        assertTrue(text(out).contains("Timeline: " + file), text(out));
        var page = Files.readString(file);
        assertTrue(page.length() < 5_000_000, page.length() + " characters");
        for (var part : List.of("[\"matchmaker-1\",\"host\"]", "[\"auth\",\"database\"]",
                "Message GameEnded on ")) {
            assertTrue(page.contains(part), part);
        }
    }

    @Test
    void withoutASeedAFreshOneIsDrawnAndTold() {
        assertEquals(0, run("simulate", "--seed=random"), text(err));
        var first = text(out).lines().findFirst().orElseThrow();
        var last = text(out).lines().reduce("", (before, line) -> line);
        var seed = first.substring(first.lastIndexOf(' ') + 1);
        assertTrue(last.startsWith("seed " + seed + " trace "), first + " ... " + last);
    }

    private int run(String... words) {
        return Main.run(words, stream(out), stream(err));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
