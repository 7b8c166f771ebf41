package dev.weft.roles;

import dev.weft.NetException;
import dev.weft.roles.command.Decisions;
import dev.weft.roles.command.Players;
import dev.weft.roles.command.Servers;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line of the cluster. */
@Command(
        name = "weft",
        description = "A game-server cluster on Weft channels.",
        subcommands = {ClusterCommand.class, Servers.Login.class, Servers.Match.class,
            Servers.Users.class, Players.Bots.class, Players.Person.class,
            Decisions.Status.class, Decisions.Drain.class, Decisions.Undrain.class,
            Decisions.Replace.class, Decisions.MoveBucket.class},
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT,
            description = "Shows what there is.")
    private boolean help;

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String... args) {
        System.exit(run(args));
    }

    /**
     * Runs one command: 0 when it was done, 1 when it failed, 2 when the arguments make no sense.
     * What went wrong is told in one line on standard error.
     */
    public static int run(String... args) {
        var line = new CommandLine(new Main());
        line.setParameterExceptionHandler((e, given) -> {
            complain(e.getCommandLine(), e.getMessage() + "; try --help");
            return CommandLine.ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((e, command, result) -> {
            var told = e instanceof NetException || e instanceof IllegalArgumentException;
            complain(command, told ? e.getMessage() : e.toString());
            return CommandLine.ExitCode.SOFTWARE;
        });
        return line.execute(args);
    }

    /** Without a command: shows which there are. */
    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    private static void complain(CommandLine line, String what) {
        PrintWriter err = line.getErr();
        err.println(line.getCommandSpec().qualifiedName() + ": " + what.replace('\n', ' '));
        err.flush();
    }
}
