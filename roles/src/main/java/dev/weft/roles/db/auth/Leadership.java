package dev.weft.roles.db.auth;

import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.db.runner.Sql;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** The table {@code mm}: which matchmaker is the active one of a queue, by lease and epoch. */
public final class Leadership {

    /**
     * The active matchmaker.
     *
     * @param node its node id
     * @param epoch counts the take-overs
     * @param leased whether its lease holds by the database's clock
     */
    public record Leader(UUID node, long epoch, boolean leased) {}

    private final Database auth;
    private final String queue;
    private final String lease;

    /** Over the auth database, for one queue. */
    public Leadership(Database auth, String queue, Duration lease) {
        this.auth = auth;
        this.queue = queue;
        this.lease = "current_timestamp + " + Sql.interval(lease);
    }

    /**
     * Becomes active, if nobody is; returns the new epoch.
     *
     * @param leases false: the leases of others can't be judged now, because the database was away
     */
    public OptionalLong take(UUID node, boolean leases) throws DatabaseDown, InterruptedException {
        // A row of this node is of a process before this one: two never share a node id.
        var free = leases ? "(node_id = ? or lease_until < current_timestamp)" : "node_id = ?";
        Optional<Long> epoch = auth.transaction("mm-take", sql -> {
            var taken = sql.update("update mm set node_id = ?, epoch = epoch + 1,"
                    + " lease_until = " + lease + " where queue = ? and " + free,
                    node, queue, node);
            if (taken == 0) {
                taken = sql.update("insert into mm (queue, node_id, epoch, lease_until)"
                        + " values (?, ?, 1, " + lease + ") on conflict do nothing", queue, node);
            }
            return taken == 0 ? Optional.<Long>empty() : sql.first(
                    "select epoch from mm where queue = ?", row -> row.getLong(1), queue);
        });
        return epoch.isPresent() ? OptionalLong.of(epoch.get()) : OptionalLong.empty();
    }

    /** Renews the lease; false when another took over. */
    public boolean renew(UUID node, long epoch) throws DatabaseDown, InterruptedException {
        return auth.transaction("mm-renew", sql -> sql.update(
                "update mm set lease_until = " + lease + " where queue = ? and node_id = ?"
                        + " and epoch = ?", queue, node, epoch) == 1);
    }

    /** Gives the place to another, who takes it at his next step; false: it is no longer ours. */
    public boolean handOver(UUID node, long epoch, UUID successor)
            throws DatabaseDown, InterruptedException {
        return auth.transaction("mm-hand-over", sql -> sql.update(
                "update mm set node_id = ?, lease_until = " + lease
                        + " where queue = ? and node_id = ? and epoch = ?",
                successor, queue, node, epoch) == 1);
    }

    /** Ends the own lease, so that another need not wait for its end. */
    public void leave(UUID node, long epoch) throws DatabaseDown, InterruptedException {
        auth.transaction("mm-leave", sql -> sql.update(
                "update mm set lease_until = current_timestamp where queue = ? and node_id = ?"
                        + " and epoch = ?", queue, node, epoch));
    }

    /** The active one, or the last that was. */
    public Optional<Leader> find() throws DatabaseDown, InterruptedException {
        return auth.transaction("mm-find", sql -> sql.first(
                "select node_id, epoch, lease_until > current_timestamp from mm where queue = ?",
                row -> new Leader(row.getObject(1, UUID.class), row.getLong(2), row.getBoolean(3)),
                queue));
    }
}
