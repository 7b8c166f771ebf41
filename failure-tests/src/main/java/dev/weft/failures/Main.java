package dev.weft.failures;

import java.io.Console;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

/** The command line: the main job {@code simulate}, and every command of the cluster itself. */
public final class Main {

    private static final int WRONG_INPUT = 2;
    private static final String SIMULATE = "simulate";

    private static final String HELP = """
            simulate [--seed=N|random] [--seconds=N | --minutes=N] [--timeline=FILE.html]
                The whole game cluster in one JVM, in virtual time. Databases, the matchmaker and a
                lobby fail, as the seed decides; what must hold is checked all the time.
                --seed=N      replays a run; without it a fresh seed is drawn and printed
                --seconds=N   virtual seconds, 60 to 86400 (default 60); --minutes=N likewise
                --timeline=F  writes the run as a page to look at: who sent what to whom, and faults

            Other commands play on real TCP connections:
            """;

    private Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] words) {
        System.exit(run(words, System.out, System.err));
    }

    /** Runs a command and returns its exit code: 0 all held, 1 something did not, 2 wrong input. */
    static int run(String[] words, PrintStream out, PrintStream err) {
        // The same output everywhere.
        Locale.setDefault(Locale.ROOT);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        var all = Arrays.asList(words);
        var command = all.isEmpty() ? SIMULATE : all.getFirst();
        if (command.equals("--help") || command.equals("-h") || command.equals("help")) {
            out.print(HELP);
            out.flush();
            return dev.weft.roles.Main.run(words);
        }
        return command.equals(SIMULATE)
                ? simulate(all.isEmpty() ? all : all.subList(1, all.size()), out, err)
                : dev.weft.roles.Main.run(words);
    }

    private static int simulate(List<String> words, PrintStream out, PrintStream err) {
        if (words.contains("--help")) {
            out.print(HELP.lines().limit(6).reduce("", (text, line) -> text + line + "\n"));
            return 0;
        }
        try {
            var arguments = Arguments.parse(words);
            return new Simulate(arguments, out, err, isTerminal()).run();
        } catch (Arguments.Wrong e) {
            err.println("simulate: " + e.getMessage());
            return WRONG_INPUT;
        }
    }

    private static boolean isTerminal() {
        var console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // JDK 22 and later: a console may be there without a terminal, and can be asked.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
