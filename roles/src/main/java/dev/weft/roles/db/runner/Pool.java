package dev.weft.roles.db.runner;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A pool of connections for the real run.
 *
 * <p>HikariCP, over a driver's data source that is made to poll: while the database can't be
 * reached, the pool's one creator thread waits in there and knocks every 100 ms, instead of backing
 * off for up to 5 s. So the first connection is there at once when the database is back. The pool
 * is built eagerly, on the caller's thread: built lazily by virtual threads it can lock up.
 *
 * <p>With PostgreSQL the driver must have its own time-outs, else a frozen server holds a
 * connection for ever.
 */
public final class Pool {

    private static final Duration KNOCK = Duration.ofMillis(100);

    private Pool() {}

    /** A pool over this driver; it starts although the database may be down. */
    public static HikariDataSource over(String name, DataSource driver, int connections) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(new Polling(driver));
        config.setConnectionTimeout(1_000);
        config.setValidationTimeout(1_000);
        config.setInitializationFailTimeout(-1);
        config.setKeepaliveTime(30_000);
        config.setMaxLifetime(600_000);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(connections);
        config.setRegisterMbeans(false);
        config.setThreadFactory(Thread.ofVirtual().name(name + "-pool-", 0).factory());
        return new HikariDataSource(config);
    }

    /** Gives up the connections that the pool holds, as soon as they are free, if it is one. */
    static void evict(DataSource source) {
        if (source instanceof HikariDataSource pool && !pool.isClosed()) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    /** Why the database of this pool can't be reached, as its driver said last; else empty. */
    static String reason(DataSource source) {
        return source instanceof HikariDataSource pool
                && pool.getDataSource() instanceof Polling polling ? polling.reason : "";
    }

    /** Knocks until the database lets it in, or the pool closes and interrupts it. */
    private static final class Polling implements DataSource {

        private final DataSource driver;
        private volatile String reason = "";

        Polling(DataSource driver) {
            this.driver = driver;
        }

        @Override
        public Connection getConnection() throws SQLException {
            while (true) {
                try {
                    var connection = driver.getConnection();
                    reason = "";
                    return connection;
                } catch (SQLException e) {
                    reason = String.valueOf(e.getMessage());
                    if (Fault.of(e) != Fault.CONNECTION || !pause()) {
                        throw e;
                    }
                }
            }
        }

        private static boolean pause() {
            try {
                Thread.sleep(KNOCK);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException("the driver's data source has the account");
        }

        @Override
        public PrintWriter getLogWriter() throws SQLException {
            return driver.getLogWriter();
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            driver.setLogWriter(out);
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            driver.setLoginTimeout(seconds);
        }

        @Override
        public int getLoginTimeout() throws SQLException {
            return driver.getLoginTimeout();
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            return driver.getParentLogger();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return driver.unwrap(type);
        }

        @Override
        public boolean isWrapperFor(Class<?> type) throws SQLException {
            return driver.isWrapperFor(type);
        }
    }
}
