package dev.weft.roles.db;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;

/** What kind of failure an {@link SQLException} tells of. */
public enum Fault {
    /** The database can't be reached or went away: if something was sent, it may have committed. */
    CONNECTION,
    /** Nothing was done because of others who were there; the same again may succeed. */
    RETRY,
    /** A row with this key is there already. */
    DUPLICATE,
    /** The statement is wrong, or the database is not what we think. */
    BUG;

    /** The SQLState of what we find worth a retry ourselves: a serialization failure. */
    static final String RETRY_STATE = "40001";

    /** Classifies by SQLState, and by the type where a pool or driver gives no state. */
    public static Fault of(SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith("08") || state.startsWith("57P0")
                || e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException) {
            return CONNECTION;
        }
        return switch (state) {
            // H2: connection broken, database closed, database being closed.
            case "90067", "90098", "90121" -> CONNECTION;
            // Serialization failure, deadlock, lock time-out (both), statement time-out.
            case "40001", "40P01", "55P03", "HYT00", "57014" -> RETRY;
            case "23505" -> DUPLICATE;
            default -> BUG;
        };
    }
}
