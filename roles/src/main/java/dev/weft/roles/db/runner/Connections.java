package dev.weft.roles.db.runner;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;

/** Connections to one database, whose schema is looked at before the first one is used. */
final class Connections {

    private final DataSource source;
    private final Schema schema;
    private volatile Engine engine = Engine.H2; // known with the first connection
    private volatile boolean installed;

    Connections(DataSource source, Schema schema) {
        this.source = source;
        this.schema = schema;
    }

    /** One that begins a transaction with its first statement. */
    Connection open() throws SQLException {
        var connection = connect();
        try {
            connection.setAutoCommit(false);
            if (!installed) {
                engine = Engine.of(connection);
                schema.install(new Sql(connection, engine));
                connection.commit();
                installed = true;
            }
            return connection;
        } catch (SQLException | RuntimeException | Error e) {
            try (connection) {
                throw e;
            }
        }
    }

    /** A pool only says that it has none; the driver knows why. */
    private Connection connect() throws SQLException {
        try {
            return source.getConnection();
        } catch (SQLException e) {
            var reason = Pool.reason(source);
            throw reason.isEmpty() ? e : new SQLTransientConnectionException(reason, e);
        }
    }

    /** What is at the other end, once one was opened. */
    Engine engine() {
        return engine;
    }

    /** Looks at the schema once more: the database may not be the one that went away. */
    void forget() {
        installed = false;
    }

    /** Gives up those that a pool holds, as soon as they are free. */
    void evict() {
        Pool.evict(source);
    }
}
