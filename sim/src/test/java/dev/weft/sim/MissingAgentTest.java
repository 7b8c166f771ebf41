package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MissingAgentTest {

    @Test
    void withoutTheAgentTheErrorShowsTheFlagForEachBuildTool() throws Exception {
        var output = OtherJvm.run(false, MissingAgentTest.class);

        assertTrue(output.contains("java -javaagent:/"), output);
        assertTrue(output.contains("weft-sim.jar ..."), output);
        assertTrue(output.contains("<argLine>-javaagent:/"), output);
        assertTrue(output.contains("jvmArgs '-javaagent:/"), output);
        assertTrue(output.contains("VM options"), output);
    }

    /** What the other JVM runs. */
    public static void main(String[] arguments) {
        Simulation.seeded(7);
    }
}
