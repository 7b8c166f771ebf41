package dev.weft.sim.db;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A statement of any kind: its executions are round trips, all else is the client's own. */
final class StatementHandler implements InvocationHandler {

    private final Session session;
    private final Connection connection;
    private final Statement raw;
    private final String sql;

    StatementHandler(Session session, Connection connection, Statement raw, String sql) {
        this.session = session;
        this.connection = connection;
        this.raw = raw;
        this.sql = sql;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments)
            throws Throwable {
        switch (method.getName()) {
            case "toString":
                return "simulated statement " + sql;
            case "hashCode":
                return sql.hashCode();
            case "equals":
                return arguments != null && self == arguments[0];
            case "getConnection":
                return connection;
            case "unwrap", "isWrapperFor":
                return Wrapping.answer(
                        method, (Class<?>) (arguments == null ? "" : arguments[0]), self, raw);
            case "close":
                if (!session.isClosed()) { // else the server may still have to do it
                    raw.close();
                }
                return null;
            case "isClosed":
                return session.isClosed() || raw.isClosed();
            case "cancel":
                return null; // nothing runs long enough to be cancelled
            default:
                session.check();
                return method.getName().startsWith("execute")
                        ? execute(method, arguments) : Session.direct(raw, method, arguments);
        }
    }

    private @Nullable Object execute(Method method, Object @Nullable [] arguments)
            throws Throwable {
        var text = arguments != null && arguments[0] instanceof String given ? given : sql;
        var kind = reads(method, text) ? Request.Kind.QUERY : Request.Kind.WRITE;
        return session.call(kind, text, () -> Session.direct(raw, method, arguments));
    }

    private static boolean reads(Method method, String sql) {
        if (method.getName().equals("execute")) {
            var start = sql.strip().toLowerCase(Locale.ROOT);
            return start.startsWith("select") || start.startsWith("values")
                    || start.startsWith("with") || start.startsWith("set");
        }
        return method.getName().equals("executeQuery");
    }
}
