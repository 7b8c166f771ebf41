package dev.weft.sim.junit;

import dev.weft.sim.fault.FaultPlan;
import dev.weft.sim.search.Bounds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What the annotation says, unless a system property says otherwise.
 *
 * @param seed plays this one only; null for a search
 * @param plan replaces its faults; null for its own
 * @param bounds of the search
 * @param corpus the folder of the seeds that have failed
 * @param out the folder of what is written about them
 */
record Settings(
        @Nullable Long seed, @Nullable FaultPlan plan, Bounds bounds, Path corpus, Path out) {

    static Settings of(SimTest test, String name) {
        try {
            var seconds = number("weft.seconds", -1);
            var count = number("weft.seeds", seconds < 0 ? test.seeds() : 1L << 40);
            var bounds = Bounds.seeds(number("weft.first", 1), count)
                    .untilFailures(test.failures());
            if (seconds >= 0) {
                bounds = bounds.within(Duration.ofSeconds(seconds));
            }
            var threads = Math.toIntExact(number("weft.threads", bounds.threads()));
            var plan = System.getProperty("weft.plan");
            return new Settings(
                    System.getProperty("weft.seed") == null ? null : number("weft.seed", 0),
                    plan == null ? null : FaultPlan.read(Path.of(plan)), bounds.on(threads),
                    Path.of(System.getProperty("weft.corpus", "weft-corpus")),
                    Path.of(System.getProperty("weft.out", "target/weft")));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ExtensionConfigurationException(name + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ExtensionConfigurationException(name + ": cannot read the plan: " + e, e);
        }
    }

    private static long number(String property, long otherwise) {
        var text = System.getProperty(property);
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "-D" + property + "=" + text + " is not a whole number", e);
        }
    }

    String title() {
        return bounds.isTimed() ? "seeds for " + bounds.time().toSeconds() + " s"
                : bounds.count() + " seeds";
    }
}
