package dev.weft.roles.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Short forms of the two things that are done with a statement. */
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

    private Sql() {}

    /** Changes rows and tells how many. */
    public static int update(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /** Reads all rows. */
    public static <T> List<T> list(
            Connection connection, String sql, Row<? extends T> row, @Nullable Object... values)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (var rows = statement.executeQuery()) {
                var found = new ArrayList<T>();
                while (rows.next()) {
                    found.add(row.read(rows));
                }
                return found;
            }
        }
    }

    /** Reads the first row, if there is one. */
    public static <T> Optional<T> first(
            Connection connection, String sql, Row<? extends T> row, @Nullable Object... values)
            throws SQLException {
        return Sql.<T>list(connection, sql, row, values).stream().findFirst();
    }

    /** A duration as a literal that both engines read. */
    static String interval(Duration duration) {
        return "interval '%d.%03d' second"
                .formatted(duration.toSeconds(), duration.toMillisPart());
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] values)
            throws SQLException {
        for (var i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
