package dev.weft.roles.command;

import dev.weft.roles.db.Pools;
import dev.weft.roles.db.Pools.Urls;
import dev.weft.roles.db.runner.Database;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the databases are; environment variables serve where an option is not given. */
final class DatabaseOptions {

    /** As many connections as one server uses at once. */
    private static final int SERVER = Database.Settings.DEFAULT.calls();

    /** An operator asks one thing after the other. */
    private static final int OPERATOR = 2;

    private static final String AUTH = "The auth database: jdbc:postgresql://HOST/DATABASE"
            + "?user=NAME, or for one process jdbc:h2:file:PATH; else $WEFT_AUTH_DB.";

    /** The auth database alone. */
    static final class Auth {
        @Option(names = "--auth-db", required = true, paramLabel = "URL",
                defaultValue = "${env:WEFT_AUTH_DB}", description = AUTH)
        private String auth;

        /** For a server. */
        Pools open() throws InterruptedException {
            return Pools.open(new Urls(auth, List.of()), SERVER);
        }

        /** For an operator. */
        Pools openSmall() throws InterruptedException {
            return Pools.open(new Urls(auth, List.of()), OPERATOR);
        }
    }

    @Option(names = "--auth-db", required = true, paramLabel = "URL",
            defaultValue = "${env:WEFT_AUTH_DB}", description = AUTH)
    private String auth;

    @Option(names = "--game-db", required = true, split = ",", paramLabel = "URL",
            defaultValue = "${env:WEFT_GAME_DB}", description = "The game databases, likewise, in"
                    + " the same order for every lobby; else $WEFT_GAME_DB.")
    private List<String> games;

    /** For a server. */
    Pools open() throws InterruptedException {
        return Pools.open(new Urls(auth, games), SERVER);
    }

    /** For an operator. */
    Pools openSmall() throws InterruptedException {
        return Pools.open(new Urls(auth, games), OPERATOR);
    }
}
