package dev.weft.roles.db;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database whose connections fail as they are told. */
public final class Unreliable {

    /** How. */
    public enum Mood { WELL, REFUSES, FROZEN, LOSES_REPLIES }

    public volatile Mood mood = Mood.WELL;
    public final AtomicInteger knocks = new AtomicInteger();
    private final CountDownLatch thaw = new CountDownLatch(1);
    private final DataSource real;

    /** Around a database that works. */
    public Unreliable(DataSource real) {
        this.real = real;
    }

    /** Gives its connections. */
    public DataSource source() {
        return proxy(DataSource.class, (proxy, method, args) -> {
            if (!method.getName().equals("getConnection")) {
                return call(method, real, args);
            }
            knocks.incrementAndGet();
            switch (mood) {
                case REFUSES -> throw new SQLException("refused", "08001");
                case FROZEN -> {
                    thaw.await();
                    throw new SQLException("thawed", "08006");
                }
                default -> { }
            }
            return connection(real.getConnection());
        });
    }

    private Connection connection(Connection open) {
        return proxy(Connection.class, (proxy, method, args) -> {
            var answer = call(method, open, args);
            if (method.getName().equals("commit") && mood == Mood.LOSES_REPLIES) {
                throw new SQLException("connection reset", "08006");
            }
            return answer;
        });
    }

    private static Object call(Method method, Object target, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
