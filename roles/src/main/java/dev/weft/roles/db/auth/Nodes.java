package dev.weft.roles.db.auth;

import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.db.runner.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code node}: which servers are there, each with an epoch and a lease. */
public final class Nodes {

    /**
     * A server, as it describes itself.
     *
     * @param id fixed by its name
     * @param name for people
     * @param role login, lobby or mm
     * @param host where its peers reach it
     * @param port its port; 0 while it does not listen yet
     * @param capacity users that it takes
     */
    public record Self(
            UUID id, String name, String role, String host, int port, int capacity) {
        /** The same, at this port. */
        public Self at(int other) {
            return new Self(id, name, role, host, other, capacity);
        }
    }

    /** What the row says of a server. It survives a crash, and an operator may change it. */
    public enum State {
        /** Takes newcomers. */
        OPEN,
        /** A lobby that sends its users elsewhere, and ends when it is empty. */
        WAIT_STOP,
        /** A matchmaker that replaces the active one, soon. */
        SUCCESSOR,
        /** Has left; it begins as OPEN when it comes again. */
        GONE
    }

    /**
     * A server, as others see it.
     *
     * @param self how it describes itself
     * @param state what was decided about it
     * @param epoch counts its registrations
     * @param users users that it has
     * @param instances games that it runs
     * @param leased whether its lease holds by the database's clock
     */
    public record Server(
            Self self, State state, long epoch, int users, int instances, boolean leased) {}

    private final Database auth;
    private final String lease;

    /** Over the auth database; leases last for so long. */
    public Nodes(Database auth, Duration lease) {
        this.auth = auth;
        this.lease = "current_timestamp + " + Sql.interval(lease);
    }

    /**
     * Registers under a new epoch, which it returns: whoever had the row before is superseded. What
     * was decided about that one goes on.
     */
    public long register(Self self) throws DatabaseDown, InterruptedException {
        return auth.transaction("node-register", sql -> {
            var known = sql.update("update node set name = ?, role = ?, host = ?,"
                    + " port = ?, state = case when state = 'GONE' then 'OPEN' else state end,"
                    + " epoch = epoch + 1, lease_until = " + lease
                    + ", users = 0, instances = 0, capacity = ? where node_id = ?",
                    self.name(), self.role(), self.host(), self.port(),
                    self.capacity(), self.id());
            if (known == 0) {
                sql.update("insert into node (node_id, name, role, host, port, state,"
                        + " epoch, lease_until, users, instances, capacity)"
                        + " values (?, ?, ?, ?, ?, 'OPEN', 1, " + lease + ", 0, 0, ?)",
                        self.id(), self.name(), self.role(), self.host(), self.port(),
                        self.capacity());
            }
            Optional<Long> epoch = sql.first(
                    "select epoch from node where node_id = ?", row -> row.getLong(1), self.id());
            return epoch.orElseThrow();
        });
    }

    /** Renews the lease; false when another registered under this id. */
    public boolean renew(UUID id, long epoch, int users, int instances)
            throws DatabaseDown, InterruptedException {
        return auth.transaction("node-renew", sql -> sql.update(
                "update node set lease_until = " + lease + ", users = ?, instances = ?"
                        + " where node_id = ? and epoch = ?",
                users, instances, id, epoch) == 1);
    }

    /** Decides about a server; false when there is none of this id, or it has left. */
    public boolean decide(UUID id, State now) throws DatabaseDown, InterruptedException {
        return auth.transaction("node-decide", sql -> sql.update(
                "update node set state = ? where node_id = ? and state <> 'GONE'",
                now.name(), id) == 1);
    }

    /** Takes the row away, if it is still ours. */
    public void leave(UUID id, long epoch) throws DatabaseDown, InterruptedException {
        auth.transaction("node-leave", sql -> sql.update(
                "update node set lease_until = current_timestamp, state = 'GONE'"
                        + " where node_id = ? and epoch = ?", id, epoch));
    }

    /** All servers, by name. */
    public List<Server> list() throws DatabaseDown, InterruptedException {
        return auth.transaction("node-list", sql -> sql.list(
                "select node_id, name, role, host, port, capacity, state, epoch, users, instances,"
                        + " lease_until > current_timestamp from node order by name",
                Nodes::server));
    }

    private static Server server(ResultSet row) throws SQLException {
        return new Server(
                new Self(row.getObject(1, UUID.class), row.getString(2), row.getString(3),
                        row.getString(4), row.getInt(5), row.getInt(6)),
                State.valueOf(row.getString(7)), row.getLong(8), row.getInt(9), row.getInt(10),
                row.getBoolean(11));
    }
}
