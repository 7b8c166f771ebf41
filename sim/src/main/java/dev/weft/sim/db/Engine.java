package dev.weft.sim.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.jdbcx.JdbcDataSource;

/**
 * H2 in memory: the storage of one simulated server. It starts no threads, and never waits for a
 * lock: the {@link Server} does one transaction at a time, and what would wait in spite of that
 * fails at once.
 */
final class Engine implements AutoCloseable {

    /** Databases of H2 are known by name in the whole JVM. */
    private static final AtomicLong MADE = new AtomicLong();

    private final JdbcDataSource source = new JdbcDataSource();
    private final Connection control;

    Engine() {
        source.setURL("jdbc:h2:mem:weft-sim-" + MADE.incrementAndGet()
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=0");
        source.setUser("sim");
        try {
            control = source.getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException("H2 does not open: " + e.getMessage(), e);
        }
    }

    /** A connection for a session. */
    Connection open() throws SQLException {
        return source.getConnection();
    }

    /** Committed rows, by the names of their columns. */
    List<Map<String, Object>> query(String sql, Object... parameters) {
        try (var statement = control.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var rows = new ArrayList<Map<String, Object>>();
            try (var result = statement.executeQuery()) {
                var columns = result.getMetaData();
                while (result.next()) {
                    var row = new LinkedHashMap<String, Object>();
                    for (var i = 1; i <= columns.getColumnCount(); i++) {
                        row.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT),
                                result.getObject(i));
                    }
                    rows.add(row);
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    /** Runs one statement, or a script of several; tells how many rows the last one changed. */
    int update(String sql, Object... parameters) {
        try (var statement = control.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        update("shutdown");
    }
}
