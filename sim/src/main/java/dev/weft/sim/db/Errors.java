package dev.weft.sim.db;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;

/** The exceptions of a server that fails, with PostgreSQL's SQLStates. */
final class Errors {

    private Errors() {}

    static SQLException refused(String database) {
        return new SQLTransientConnectionException(database + ": connection refused", "08001");
    }

    static SQLException noAnswer(String database, long nanos) {
        return new SQLTransientConnectionException(
                database + ": no answer in " + nanos / 1_000_000 + " ms", "08001");
    }

    static SQLException lost(String database) {
        return new SQLNonTransientConnectionException(
                database + ": the connection was lost", "08006");
    }

    static SQLException silent(String database, long nanos) {
        return new SQLNonTransientConnectionException(database + ": no reply in "
                + nanos / 1_000_000 + " ms; the connection is given up", "08006");
    }

    static SQLException killed(String database) {
        return new SQLNonTransientConnectionException(
                database + ": terminating connection due to administrator command", "57P01");
    }

    static SQLException closed(String database) {
        return new SQLNonTransientConnectionException(
                database + ": the connection is closed", "08003");
    }

    static SQLException autoCommit(String what) {
        return new SQLException("no " + what + " in auto-commit mode", "25P01");
    }

    static SQLException notYourTurn(String database, String owner, long seconds) {
        return new SQLException(database + ": waited " + seconds + " s for a transaction of host "
                + owner + "; a simulated database does one transaction at a time, so that one "
                + "which waits for another one of the same database never ends", "55P03");
    }

    static SQLException injected(String database, String state) {
        var what = database + ": failed on purpose";
        return state.startsWith("40")
                ? new SQLTransactionRollbackException(what, state) : new SQLException(what, state);
    }
}
