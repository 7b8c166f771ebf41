package dev.weft.sim.junit;

import dev.weft.sim.Scenario;
import dev.weft.sim.search.Corpus;
import dev.weft.sim.search.Explain;
import dev.weft.sim.search.Finding;
import dev.weft.sim.search.Found;
import dev.weft.sim.search.Report;
import dev.weft.sim.search.Run;
import dev.weft.sim.search.Scenarios;
import dev.weft.sim.search.Search;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/**
 * Plays a {@link SimTest}. The first invocation is the whole search; JUnit asks for the others
 * after it has run, and they are the seeds that failed.
 */
final class SimTestExtension implements TestTemplateInvocationContextProvider {

    private static final int TITLE_MAX = 120;

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        var method = context.getRequiredTestMethod();
        var name = context.getRequiredTestClass().getSimpleName() + "." + method.getName();
        var scenario = scenario(context.getRequiredTestClass(), method);
        var settings = Settings.of(method.getAnnotation(SimTest.class), name);
        if (settings.seed() != null) {
            return Stream.of(replay(scenario, settings, settings.seed()));
        }
        var found = new Found[1];
        var search = new Invocation(settings.title(), () -> {
            found[0] = new Search(scenario, settings.bounds(),
                    Corpus.in(settings.corpus().resolve(
                            context.getRequiredTestClass().getName() + "." + method.getName())),
                    new Explain(name, settings.out())).run(progress -> { });
            if (found[0].findings().isEmpty() && !found[0].neverSeen().isEmpty()) {
                throw new AssertionError(Report.neverSeen(found[0]));
            }
        });
        // Lazily: the second part is asked for when the first has run.
        return Stream.of(true, false).flatMap(first -> first
                ? Stream.of(search) : failures(found[0], context.getRequiredTestClass(), method));
    }

    private static Stream<TestTemplateInvocationContext> failures(
            Found found, Class<?> test, Method method) {
        return found == null ? Stream.empty() : found.findings().stream().map(finding ->
                new Invocation("seed " + finding.run().seed() + ": " + firstLine(finding), () -> {
                    var replay = "mvn test -Dtest=" + test.getSimpleName() + "#" + method.getName()
                            + " -Dweft.seed=" + finding.run().seed();
                    throw new AssertionError(Report.of(finding, replay), finding.run().failure());
                }));
    }

    private static TestTemplateInvocationContext replay(
            Scenario scenario, Settings settings, long seed) {
        return new Invocation("seed " + seed, () -> {
            var failure = Run.of(scenario, seed, settings.plan()).failure();
            if (failure != null) {
                throw failure;
            }
        });
    }

    private static Scenario scenario(Class<?> test, Method method) {
        try {
            return Scenarios.method(test, method);
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(e.getMessage(), e);
        }
    }

    private static String firstLine(Finding finding) {
        var line = finding.run().what().lines().findFirst().orElse("");
        return line.length() <= TITLE_MAX ? line : line.substring(0, TITLE_MAX) + "...";
    }
}
