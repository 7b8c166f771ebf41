package dev.weft.roles.db.runner;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one transaction. Values are always bound, never written into the text, so that
 * the text may be logged. Confined to the thread of its transaction.
 */
public final class Sql {

    /**
     * Reads one row.
     *
     * @param <T> what it becomes
     */
    @FunctionalInterface
    public interface Row<T> {
        /** Reads where the cursor stands. */
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final Engine engine;
    // Read by the caller's thread when it tells of what was slow.
    private volatile long rows;
    private volatile String latest = "";

    Sql(Connection connection, Engine engine) {
        this.connection = connection;
        this.engine = engine;
    }

    /** What executes it. */
    public Engine engine() {
        return engine;
    }

    /** Changes rows and tells how many. */
    public int update(String sql, @Nullable Object... values) throws SQLException {
        try (var statement = prepare(sql, values)) {
            return counted(statement.executeUpdate());
        }
    }

    /** Changes rows by the same statement with many sets of values, in one round trip. */
    public void batch(String sql, List<Object[]> all) throws SQLException {
        try (var statement = prepare(sql)) {
            for (var values : all) {
                bind(statement, values);
                statement.addBatch();
            }
            statement.executeBatch();
            counted(all.size());
        }
    }

    /** Runs statements without values, divided by semicolons, in one round trip. */
    public void script(String text) throws SQLException {
        latest = text;
        try (var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    /** Reads all rows. */
    public <T> List<T> list(String sql, Row<? extends T> row, @Nullable Object... values)
            throws SQLException {
        try (var statement = prepare(sql, values); var found = statement.executeQuery()) {
            return read(found, row);
        }
    }

    /** Reads the first row, if there is one. */
    public <T> Optional<T> first(String sql, Row<? extends T> row, @Nullable Object... values)
            throws SQLException {
        return this.<T>list(sql, row, values).stream().findFirst();
    }

    /**
     * Runs two queries in one round trip and reads the rows of the second. On PostgreSQL only: each
     * has a snapshot of its own, so that the second sees what the first one waited for.
     */
    public <T> List<T> second(
            String one, String other, Row<? extends T> row, @Nullable Object... values)
            throws SQLException {
        try (var statement = prepare(one + "; " + other, values)) {
            statement.execute();
            statement.getMoreResults();
            try (var found = statement.getResultSet()) {
                return read(found, row);
            }
        }
    }

    /** Undoes all that was done until now; the transaction goes on. */
    public void rollback() throws SQLException {
        connection.rollback();
    }

    /** A duration as a literal that both engines read. */
    public static String interval(Duration duration) {
        return "interval '%d.%03d' second"
                .formatted(duration.toSeconds(), duration.toMillisPart());
    }

    /** Rows that were read or changed until now. */
    long rows() {
        return rows;
    }

    /** The statement that ran last, without values. */
    String latest() {
        return latest;
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values)
            throws SQLException {
        latest = sql;
        var statement = connection.prepareStatement(sql);
        bind(statement, values);
        return statement;
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] values)
            throws SQLException {
        for (var i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private <T> List<T> read(ResultSet found, Row<? extends T> row) throws SQLException {
        var all = new ArrayList<T>();
        while (found.next()) {
            all.add(row.read(found));
        }
        counted(all.size());
        return all;
    }

    private int counted(int more) {
        rows = rows + more;
        return more;
    }
}
