package dev.weft.failures;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source that changes one statement on its way: it plants a bug into the program without
 * touching it.
 *
 * @param fragment a part of the statement
 * @param other what takes its place
 */
record Rewritten(String fragment, String other) {

    DataSource in(DataSource source) {
        return around(DataSource.class, source, (method, arguments) -> {
            var result = method.invoke(source, arguments);
            return result instanceof Connection connection ? connection(connection) : result;
        });
    }

    private Connection connection(Connection real) {
        return around(Connection.class, real, (method, arguments) -> {
            if (method.getName().equals("prepareStatement") && arguments != null
                    && arguments[0] instanceof String sql) {
                arguments[0] = sql.replace(fragment, other);
            }
            return method.invoke(real, arguments);
        });
    }

    private static <T> T around(Class<T> type, T real, Call call) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> {
                    try {
                        return call.on(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** What a proxy does. */
    @FunctionalInterface
    private interface Call {
        @Nullable Object on(Method method, Object @Nullable [] arguments) throws Throwable;
    }
}
