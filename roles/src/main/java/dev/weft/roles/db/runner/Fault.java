package dev.weft.roles.db.runner;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;

/** What kind of failure an {@link SQLException} tells of. */
public enum Fault {
    /**
     * The database can't be reached, went away, or is not the one that writes: what was sent last
     * may have been done.
     */
    CONNECTION,
    /** Nothing was done because of others who were there; the same again may succeed at once. */
    RETRY,
    /** Nothing was done because the database is short of something; it may succeed later. */
    BUSY,
    /** A row with this key is there already. */
    DUPLICATE,
    /** The statement is wrong, or the database is not what we think. */
    BUG;

    /** The SQLState of what we find worth a retry ourselves: a serialization failure. */
    static final String RETRY_STATE = "40001";

    /** Classifies by SQLState, and by the type where a pool or driver gives no state. */
    public static Fault of(SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        return switch (state) {
            // H2: connection broken, database closed, database being closed.
            case "90067", "90098", "90121" -> CONNECTION;
            // Outcome unknown, by the server's own words; a standby, which can't write.
            case "40003", "25006" -> CONNECTION;
            // Serialization failure, deadlock, lock not available, H2: lock time-out, changed.
            case "40001", "40P01", "55P03", "HYT00", "90131" -> RETRY;
            // The statement's time-out; an administrator may have cancelled it, too.
            case "57014" -> BUSY;
            case "23505" -> DUPLICATE;
            default -> byClass(e, state);
        };
    }

    private static Fault byClass(SQLException e, String state) {
        // Too many connections, out of memory, disk full, ...
        if (state.startsWith("53")) {
            return BUSY;
        }
        // Connection exceptions, and the server's word that it ends this one.
        return state.startsWith("08") || state.startsWith("57P0")
                || e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException ? CONNECTION : BUG;
    }
}
