package dev.weft.roles.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The tables that a database must have. Installing is idempotent, so that each server does it when
 * it first reaches the database and nobody has to come first.
 */
public enum Schema {
    /** Accounts, sessions, keys, the directory and the map of shards. */
    AUTH("auth.sql"),
    /** Results and scores of the users of one shard. */
    GAME("game.sql");

    private final String resource;

    Schema(String resource) {
        this.resource = resource;
    }

    /**
     * Makes the tables that are not there. The script goes in one piece: one round trip. Two who
     * install at once disturb each other in ways that differ by engine; that asks for a retry.
     */
    public void install(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(script());
        } catch (SQLException e) {
            if (Fault.of(e) == Fault.BUG) {
                throw new SQLException("installing " + resource + ": " + e.getMessage(),
                        Fault.RETRY_STATE, e);
            }
            throw e;
        }
    }

    /** The script, for those who install it themselves. */
    public String script() {
        try (var in = Schema.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing beside " + Schema.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
