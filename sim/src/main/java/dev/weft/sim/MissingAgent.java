package dev.weft.sim;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells how to start a JVM with the agent. */
final class MissingAgent {

    private MissingAgent() {}

    static String message() {
        var flag = "-javaagent:" + jar();
        return """
                weft-sim: this JVM was started without the agent, so that time and chance are real.
                Start it with
                  java %1$s ...
                With Maven, in the configuration of maven-surefire-plugin:
                  <argLine>%1$s</argLine>
                With Gradle:
                  test { jvmArgs '%1$s' }
                In an IDE, as VM options of the run configuration, or of its JUnit template:
                  %1$s
                """.formatted(flag);
    }

    private static Path jar() {
        var source = MissingAgent.class.getProtectionDomain().getCodeSource();
        var place = source == null ? Path.of("weft-sim.jar")
                : Path.of(URI.create(source.getLocation().toString()));
        // In our own build the classes lie beside the jar.
        return Files.isDirectory(place) ? place.resolveSibling("weft-sim.jar") : place;
    }
}
