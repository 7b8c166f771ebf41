package dev.weft.sim.search;

import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Explains a seed that failed: finds the few faults that it takes, plays it with those once more to
 * see the last things that happened on each host, and writes its plan and its timeline to files.
 *
 * @param name names the files
 * @param folder where they are written
 */
public record Explain(String name, Path folder) {

    private static final int EVENTS_MAX = 8;

    /** What is known of a run: see {@link Finding}. */
    Finding explain(Scenario scenario, Run run) {
        var symptom = run.symptom();
        var shrink = new Shrink(plan -> {
            var other = Run.of(scenario, run.seed(), plan);
            return other.failed() && other.symptom().equals(symptom);
        });
        var plan = shrink.shrink(run.plan(), run.virtual());
        var events = new LinkedHashMap<String, List<String>>();
        var files = new LinkedHashMap<String, String>();
        write("plan", file(run, ".plan"), plan::write, files);
        Run.of(scenario, run.seed(), plan, Simulation::record, simulation -> {
            events.putAll(lastEvents(simulation));
            write("timeline", file(run, ".html"), simulation::timeline, files);
        });
        return new Finding(run, plan, shrink.runs(), events, files);
    }

    private Path file(Run run, String ending) {
        return folder.resolve(name + "-" + run.seed() + ending);
    }

    private static void write(String what, Path file, Content content, Map<String, String> files) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            content.write(file);
            files.put(what, file.toString());
        } catch (IOException e) {
            files.put(what, "not written: " + e);
        }
    }

    /** What is in a file. */
    @FunctionalInterface
    private interface Content {
        void write(Path file) throws IOException;
    }

    private static Map<String, List<String>> lastEvents(Simulation simulation) {
        var all = new LinkedHashMap<String, List<String>>();
        for (var name : simulation.names()) {
            var events = simulation.lastEvents(name);
            all.put(name, events.subList(Math.max(0, events.size() - EVENTS_MAX), events.size()));
        }
        return all;
    }
}
