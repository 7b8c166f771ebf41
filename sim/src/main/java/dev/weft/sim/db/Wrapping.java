package dev.weft.sim.db;

import java.lang.reflect.Method;
import java.sql.SQLException;

/** JDBC's unwrap and isWrapperFor. */
final class Wrapping {

    private Wrapping() {}

    static Object answer(Method method, Class<?> wanted, Object self, Object raw)
            throws SQLException {
        var found = wanted.isInstance(self) ? self : wanted.isInstance(raw) ? raw : null;
        if (method.getName().equals("isWrapperFor")) {
            return found != null;
        }
        if (found == null) {
            throw new SQLException("no " + wanted.getName() + " in here");
        }
        return found;
    }
}
