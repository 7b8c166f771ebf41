package dev.weft.sim.db;

import dev.weft.sim.core.Life;
import dev.weft.sim.core.Waiters;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection: the client's end, which is what {@link Connection} calls come to, and what the
 * server knows of it. One client thread at a time uses it. It ends when the client closes it, when
 * the server breaks it off, or with the life of the client's host.
 *
 * <p>JDBC has hundreds of methods; all but those named here go straight to H2, which answers
 * without waiting, since they concern objects of the client only.
 */
final class Session implements InvocationHandler {

    private final Server server;
    private final Life life;
    private final int number;
    private final Connection proxy;

    // the server's
    private @Nullable Connection raw;
    private boolean inTransaction;
    private @Nullable Supplier<SQLException> error;
    boolean hungUp;

    // the client's
    private boolean closed;
    private boolean autoCommit = true;
    private int timeoutMillis;

    private Session(Server server) {
        this.server = server;
        life = server.loop().current();
        number = server.nextSession();
        proxy = (Connection) Proxy.newProxyInstance(
                Session.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    /** On a client's thread. A timeout of 0 waits for ever. */
    static Connection connect(Server server, long timeoutNanos) throws SQLException {
        var session = new Session(server);
        var request = new Request(server.loop(), session, Request.Kind.CONNECT, "connect", () -> {
            session.raw = server.engine().open();
            return null;
        });
        server.send(request);
        if (!request.await(session.deadline(timeoutNanos))) {
            server.hangUp(session);
            throw Errors.noAnswer(server.name(), timeoutNanos);
        }
        request.result();
        return session.proxy;
    }

    @Override
    public String toString() {
        return life.host() + ", session " + number;
    }

    Life life() {
        return life;
    }

    int number() {
        return number;
    }

    boolean isInTransaction() {
        return inTransaction;
    }

    /** Why the server broke it off; null when it did not. */
    @Nullable SQLException error() {
        return error == null ? null : error.get();
    }

    /** On the server. */
    boolean wouldCommit(Request request) {
        return request.kind == Request.Kind.COMMIT && inTransaction
                || request.kind == Request.Kind.WRITE && autoCommit;
    }

    /** On the server. */
    void done(Request request) {
        if (request.isStatement()) {
            inTransaction = !autoCommit;
        } else if (request.needsTurn()) {
            inTransaction = false;
        }
    }

    /** On the server. H2's objects stay, so that what was already fetched can still be read. */
    void breakOff(Supplier<SQLException> why) {
        error = why;
        rollback();
    }

    /** On the server. */
    void end() {
        error = () -> Errors.closed(server.name());
        rollback();
        closeRaw();
    }

    private void rollback() {
        inTransaction = false;
        try {
            if (raw != null && !raw.isClosed() && !raw.getAutoCommit()) {
                raw.rollback();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("H2 cannot roll back", e);
        }
    }

    private void closeRaw() {
        try {
            if (raw != null) {
                raw.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("H2 cannot close", e);
        }
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments)
            throws Throwable {
        switch (method.getName()) {
            case "toString":
                return "simulated connection " + number + " to " + server.name();
            case "hashCode":
                return number;
            case "equals":
                return self == first(arguments);
            case "isClosed":
                return isClosed();
            case "close", "abort":
                close();
                return null;
            case "isValid":
                return isValid((int) first(arguments));
            case "unwrap", "isWrapperFor":
                return Wrapping.answer(method, (Class<?>) first(arguments), self, raw());
            default:
                check();
                return invokeOpen(method, arguments);
        }
    }

    private @Nullable Object invokeOpen(Method method, Object @Nullable [] arguments)
            throws Throwable {
        switch (method.getName()) {
            case "commit":
                endTransaction(Request.Kind.COMMIT, () -> direct(raw(), method, arguments));
                return null;
            case "rollback":
                endTransaction(arguments == null ? Request.Kind.ROLLBACK : Request.Kind.QUERY,
                        () -> direct(raw(), method, arguments));
                return null;
            case "setAutoCommit":
                autoCommit((boolean) first(arguments));
                return null;
            case "getNetworkTimeout":
                return timeoutMillis;
            case "setNetworkTimeout":
                timeoutMillis = (int) arguments[1];
                return null;
            case "createStatement":
                return statement(method, arguments, Statement.class);
            case "prepareStatement":
                return statement(method, arguments, PreparedStatement.class);
            case "prepareCall":
                return statement(method, arguments, CallableStatement.class);
            default:
                return direct(raw(), method, arguments);
        }
    }

    private <T> Object statement(Method method, Object @Nullable [] arguments, Class<T> type)
            throws Throwable {
        var statement = (Statement) direct(raw(), method, arguments);
        var sql = arguments != null && arguments[0] instanceof String text ? text : "";
        return Proxy.newProxyInstance(Session.class.getClassLoader(), new Class<?>[] {type},
                new StatementHandler(this, proxy, statement, sql));
    }

    private void close() {
        if (!closed) {
            closed = true;
            if (error == null) {
                server.hangUp(this);
            } else {
                closeRaw();
            }
        }
    }

    /** Whether it is of no use any more, by whose doing ever. */
    boolean isClosed() {
        return closed || error != null;
    }

    private boolean isValid(int seconds) {
        if (isClosed()) {
            return false;
        }
        try {
            call(Request.Kind.PING, "ping", seconds * 1_000_000_000L, () -> null);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private void endTransaction(Request.Kind kind, Request.Work work) throws SQLException {
        if (autoCommit) {
            throw Errors.autoCommit(kind == Request.Kind.COMMIT ? "commit" : "rollback");
        }
        if (inTransaction) {
            call(kind, kind.toString(), work);
        }
    }

    private void autoCommit(boolean on) throws SQLException {
        if (on && !autoCommit) {
            endTransaction(Request.Kind.COMMIT, () -> {
                raw().commit();
                return null;
            });
        }
        autoCommit = on;
        raw().setAutoCommit(on);
    }

    /** On the client's thread: a round trip within the network timeout. */
    @Nullable Object call(Request.Kind kind, String what, Request.Work work) throws SQLException {
        return call(kind, what, timeoutMillis * 1_000_000L, work);
    }

    private @Nullable Object call(Request.Kind kind, String what, long timeoutNanos,
            Request.Work work) throws SQLException {
        check();
        var request = new Request(server.loop(), this, kind, what, work);
        server.send(request);
        if (!request.await(deadline(timeoutNanos))) {
            closed = true; // what was sent is done when the server comes to it
            server.hangUp(this);
            throw Errors.silent(server.name(), timeoutNanos);
        }
        return request.result();
    }

    private long deadline(long timeoutNanos) {
        return timeoutNanos == 0 ? Waiters.FOREVER : server.loop().nanos + timeoutNanos;
    }

    /** Throws unless it can be used. */
    void check() throws SQLException {
        if (closed) {
            throw Errors.closed(server.name());
        }
        if (error != null) {
            throw error.get();
        }
    }

    private Connection raw() {
        if (raw == null) {
            throw new IllegalStateException("not connected");
        }
        return raw;
    }

    private static Object first(Object @Nullable [] arguments) {
        return arguments == null ? "" : arguments[0];
    }

    /** Calls H2. */
    static @Nullable Object direct(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
