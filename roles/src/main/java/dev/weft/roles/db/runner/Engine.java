package dev.weft.roles.db.runner;

import java.sql.Connection;
import java.sql.SQLException;

/** The database engines that we know, for the few places where one SQL does not fit both. */
public enum Engine {
    /** In this process, in memory or in a file. */
    H2,
    /** A server. */
    POSTGRESQL;

    static Engine of(Connection connection) throws SQLException {
        var product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "H2" -> H2;
            case "PostgreSQL" -> POSTGRESQL;
            default -> throw new SQLException(
                    product + " is not supported; use H2 or PostgreSQL", "0A000");
        };
    }
}
