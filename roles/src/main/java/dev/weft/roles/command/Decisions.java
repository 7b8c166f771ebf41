package dev.weft.roles.command;

import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.Databases;
import dev.weft.roles.db.auth.Nodes.Server;
import dev.weft.roles.db.game.BucketMove;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.db.runner.Schema;
import dev.weft.roles.operations.Operations;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an operator asks and decides, by the directory in the auth database. */
public abstract class Decisions implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions.Auth database;

    /** Does it, and returns what to say. */
    abstract String decide(Operations operations) throws DatabaseDown, InterruptedException;

    @Override
    public Integer call() throws InterruptedException, DatabaseDown {
        try (var pools = database.openSmall();
                var auth = new Database("operator", "auth", pools.sources().auth(), Schema.AUTH,
                        Database.Settings.DEFAULT, Audit.NONE)) {
            var out = spec.commandLine().getOut();
            out.println(decide(new Operations(auth)));
            out.flush();
            return 0;
        }
    }

    /** Lists the servers. */
    @Command(name = "status", description = {
        "Shows all servers: their states, users, games, and whether their leases hold.",
        "Example: status --auth-db=jdbc:postgresql://db/auth?user=weft"})
    public static final class Status extends Decisions {
        private static final String FORM = "%-20s %-8s %-10s %6s %6s %6s %-6s %s";

        @Override
        String decide(Operations operations) throws DatabaseDown, InterruptedException {
            var text = new StringBuilder(String.format(
                    FORM, "NAME", "ROLE", "STATE", "EPOCH", "USERS", "GAMES", "ALIVE", "PLACE"));
            operations.servers().forEach(server -> text.append('\n').append(line(server)));
            return text.toString();
        }

        private static String line(Server server) {
            var self = server.self();
            return String.format(FORM, self.name(), self.role(), server.state(), server.epoch(),
                    server.users(), server.instances(), server.leased() ? "yes" : "no",
                    self.host() + ":" + self.port());
        }
    }

    /** Begins a wait-stop. */
    @Command(name = "drain", description = {
        "Begins the wait-stop of a lobby: no more users and games, its users are sent to other"
                + " lobbies, and it ends when it is empty.",
        "Example: drain lobby-1 --auth-db=jdbc:postgresql://db/auth?user=weft"})
    public static final class Drain extends Decisions {
        @Parameters(paramLabel = "LOBBY", description = "Its name, as 'status' shows it.")
        private String lobby;

        @Override
        String decide(Operations operations) throws DatabaseDown, InterruptedException {
            operations.waitStop(lobby);
            return lobby + " is in wait-stop; 'status' shows how many users and games it has left";
        }
    }

    /** Calls a wait-stop off. */
    @Command(name = "undrain", description = {
        "Calls the wait-stop of a lobby off.",
        "Example: undrain lobby-1 --auth-db=jdbc:postgresql://db/auth?user=weft"})
    public static final class Undrain extends Decisions {
        @Parameters(paramLabel = "LOBBY", description = "Its name, as 'status' shows it.")
        private String lobby;

        @Override
        String decide(Operations operations) throws DatabaseDown, InterruptedException {
            operations.open(lobby);
            return lobby + " is open again";
        }
    }

    /** Replaces the active matchmaker. */
    @Command(name = "replace", description = {
        "Replaces the active matchmaker by another one that runs already: new requests go to it,"
                + " and the old one ends when it has no more.",
        "Example: replace mm-2 --auth-db=jdbc:postgresql://db/auth?user=weft"})
    public static final class Replace extends Decisions {
        @Parameters(paramLabel = "SUCCESSOR", description = "Its name, as 'status' shows it.")
        private String successor;

        @Override
        String decide(Operations operations) throws DatabaseDown, InterruptedException {
            operations.replaceMatchmaker(successor);
            return successor + " is about to replace the active matchmaker";
        }
    }

    /** Moves a bucket of users. */
    @Command(name = "move-bucket", description = {
        "Moves a bucket of users, one of 1024, to another game database, while everything runs; it"
                + " finishes before what an earlier call has left unfinished.",
        "Example: move-bucket 17 1 --auth-db=URL --game-db=URL,URL"})
    public static final class MoveBucket implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOptions databases;

        @Parameters(index = "0", paramLabel = "BUCKET", description = "0 to 1023.")
        private int bucket;

        @Parameters(index = "1", paramLabel = "DATABASE",
                description = "The number of the game database in --game-db, from 0.")
        private int target;

        @Override
        public Integer call() throws InterruptedException, DatabaseDown {
            var out = spec.commandLine().getOut();
            try (var pools = databases.openSmall();
                    var opened = Databases.over("operator", pools.sources(),
                            Database.Settings.DEFAULT, Audit.NONE)) {
                opened.shards().load();
                var mover = new BucketMove(opened.auth(), opened.shards(), (step, which) -> {
                    out.println("bucket " + which + ": " + step.name().toLowerCase(Locale.ROOT));
                    out.flush();
                });
                for (var left : mover.unfinished()) {
                    mover.resume(left);
                }
                var moved = mover.move(bucket, target);
                out.println("bucket " + bucket + (moved ? " is now" : " was already")
                        + " in game database " + target);
                out.flush();
                return 0;
            }
        }
    }
}
