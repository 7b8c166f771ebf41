package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ReplayTest {

    /** What a run leaves behind. */
    private record Trail(long hash, List<String> story) {}

    @Test
    void theSameSeedGivesTheSameRunInOneJvm() {
        var first = played(7);
        var second = played(7);
        assertEquals(first.story(), second.story());
        assertEquals(first.hash(), second.hash());
    }

    @Test
    void differentSeedsGiveDifferentRuns() {
        assertNotEquals(played(7).hash(), played(8).hash());
    }

    @Test
    void anotherJvmGivesTheSameRun() throws Exception {
        var lines = playedElsewhere(7).lines().toList();
        assertTrue(lines.getLast().startsWith(
                        String.format("seed 7 trace %016x games ", played(7).hash())),
                lines.getLast());
    }

    private static Trail played(long seed) {
        var setup = ClusterRun.Setup.drawn(seed, java.time.Duration.ofMinutes(1));
        try (var run = new ClusterRun(seed, setup)) {
            run.play();
            return new Trail(run.traceHash(), run.story().lines());
        }
    }

    /** The output of the main job in a JVM of its own, started as this one was. */
    private static String playedElsewhere(long seed) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-javaagent") || flag.startsWith("-D"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "simulate", "--seed=" + seed));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.strip();
    }
}
