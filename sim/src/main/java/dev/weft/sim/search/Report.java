package dev.weft.sim.search;

import dev.weft.sim.SimulationFailed;
import dev.weft.sim.fault.FaultPlan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What people read of a search that found something. */
public final class Report {

    private static final int FAULTS_MAX = 40;

    private Report() {}

    /**
     * Of one seed: what was wrong and when, the faults that it takes, the last things that happened
     * on each host, where to read on, and how to replay it.
     *
     * @param replay the line that plays the seed again
     */
    public static String of(Finding finding, String replay) {
        var run = finding.run();
        var text = new StringBuilder();
        text.append("seed ").append(run.seed()).append(", at ").append(seconds(run.virtual()))
                .append(": ").append(run.what()).append('\n');
        faults(finding, text);
        if (!finding.events().isEmpty()) {
            text.append("last events:\n");
            finding.events().forEach((host, events) -> events(host, events, text));
        }
        finding.files().forEach((what, file) ->
                text.append(what).append(": ").append(file).append('\n'));
        return text.append("replay: ").append(replay).toString();
    }

    /** Of what no seed saw. */
    public static String neverSeen(Found found) {
        return "no seed of " + found.seeds() + " saw " + found.neverSeen() + ": the search does not"
                + " test what it is meant to; more seeds, other faults or a longer run may";
    }

    private static void faults(Finding finding, StringBuilder text) {
        var all = finding.run().plan().faults().size();
        var shrunk = finding.shrunk();
        if (shrunk.equals(FaultPlan.NONE)) {
            text.append("it takes no fault to see it\n");
            return;
        }
        if (finding.tries() == 1) {
            text.append("played again it did not fail in the same way; ");
        }
        text.append("it takes ").append(shrunk.faults().size()).append(" of ").append(all)
                .append(" faults (found in ").append(finding.tries()).append(" runs):\n");
        shrunk.faults().stream().limit(FAULTS_MAX).forEach(fault ->
                text.append("  ").append(fault).append('\n'));
        if (shrunk.faults().size() > FAULTS_MAX) {
            text.append("  ...\n");
        }
    }

    private static void events(String host, List<String> events, StringBuilder text) {
        text.append("  ").append(host).append('\n');
        events.forEach(event -> text.append("    ").append(event).append('\n'));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.6f s", time.toNanos() / 1e9);
    }
}
