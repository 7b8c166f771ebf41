package dev.weft.sim.db;

import dev.weft.sim.core.Loop;
import dev.weft.sim.core.Waiters;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of the server: sent by the client's thread, done by the server in the loop,
 * answered to the client's thread if that still waits. Confined to the carrier.
 */
final class Request {

    /** What a request is. */
    enum Kind {
        /** Opens the session. */
        CONNECT,
        /** Asks whether the server is there. */
        PING,
        /** Reads only. */
        QUERY,
        /** May write; in auto-commit mode it is a commit, too. */
        WRITE,
        /** Ends the transaction. */
        COMMIT,
        /** Ends the transaction. */
        ROLLBACK
    }

    /** What the server does for it. */
    @FunctionalInterface
    interface Work {
        @Nullable Object run() throws Throwable;
    }

    final Session session;
    final Kind kind;

    /** For the trace and for people. */
    final String what;

    private final Work work;
    private final Waiters client;
    private @Nullable Object result;
    private @Nullable SQLException error;

    Request(Loop loop, Session session, Kind kind, String what, Work work) {
        this.session = session;
        this.kind = kind;
        this.what = what;
        this.work = work;
        client = new Waiters(loop);
    }

    boolean isStatement() {
        return kind == Kind.QUERY || kind == Kind.WRITE;
    }

    /** Whether it waits for the transactions before it. */
    boolean needsTurn() {
        return kind != Kind.CONNECT && kind != Kind.PING;
    }

    /** On the server. */
    void perform() {
        try {
            result = work.run();
        } catch (SQLException e) {
            error = e;
        } catch (Throwable e) {
            error = new SQLException("the simulated database itself failed: " + e, "XX000", e);
        }
    }

    /** On the server: it will not be done, or the client will not hear that it was. */
    void fail(SQLException instead) {
        error = instead;
    }

    /** What came of it, for people. */
    String outcome() {
        if (error != null) {
            return error.getSQLState() + " " + error.getMessage();
        }
        return result instanceof Integer rows ? rows + " rows" : "done";
    }

    /** At the client. */
    void replied() {
        client.wakeOne();
    }

    /** On the client's thread; false when there was no reply until then. */
    boolean await(long deadlineNanos) {
        return client.await(deadlineNanos);
    }

    /** On the client's thread: what came of it. Errors get the stack of the caller. */
    @Nullable Object result() throws SQLException {
        if (error != null) {
            error.setStackTrace(new Throwable().getStackTrace());
            throw error;
        }
        return result;
    }
}
