package dev.weft.sim;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a main method in a JVM of its own, with the class path of this one. */
final class OtherJvm {

    private OtherJvm() {}

    /** All that it writes. */
    static String run(boolean withAgent, Class<?> main) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> withAgent && argument.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = process.getInputStream().readAllBytes();
        process.waitFor();
        return new String(output, StandardCharsets.UTF_8).strip();
    }
}
