package dev.weft.roles.db.game;

import dev.weft.roles.db.runner.Engine;
import dev.weft.roles.db.runner.Sql;
import java.sql.SQLException;
import java.util.List;

/**
 * The table {@code bucket_owner}: whether a shard owns a bucket of users. Whoever writes for a user
 * asks in the same transaction, and then nobody takes the bucket away before it ends.
 *
 * <p>On PostgreSQL by an advisory lock, shared by the writers and exclusive for a move: unlike a
 * lock of the row, it is fair, so that new writers don't overtake a move that waits; and it ends
 * with the transaction. On H2 by a lock of the row: there, writers of one bucket go one at a time.
 */
final class Buckets {

    private static final String LOCK = "select pg_advisory_xact_lock(2003133044, ?)";
    private static final String SHARED = "select pg_advisory_xact_lock_shared(2003133044, ?)";
    private static final String OWNED = "select owned from bucket_owner where bucket = ?";

    /** What a shard says of a bucket. */
    private record Row(boolean owned, long epoch) {}

    private Buckets() {}

    /**
     * Whether this shard owns the bucket, which then stays so until the transaction ends.
     *
     * @param epoch of the bucket in the map that led here
     */
    static boolean enter(Sql sql, int bucket, long epoch) throws SQLException {
        var owned = sql.engine() == Engine.POSTGRESQL
                ? sql.second(SHARED, OWNED, row -> row.getBoolean(1), bucket, bucket)
                : ownedOnH2(sql, bucket);
        if (owned.isEmpty() && epoch == Shards.FIRST_EPOCH) {
            // Never moved, so it belongs where it was dealt to.
            insert(sql, bucket, true, epoch);
            owned = sql.engine() == Engine.POSTGRESQL
                    ? sql.list(OWNED, row -> row.getBoolean(1), bucket) : ownedOnH2(sql, bucket);
        }
        return !owned.isEmpty() && owned.getFirst();
    }

    /**
     * Closes the bucket in this shard under an epoch, if it does not have it yet, and keeps writers
     * and other moves out until the transaction ends.
     *
     * @return whether it is closed now, under this epoch; false if it is open, under this epoch
     * @throws Stale if the bucket has a later epoch
     */
    static boolean close(Sql sql, int bucket, long epoch) throws SQLException {
        if (sql.engine() == Engine.POSTGRESQL) {
            sql.list(LOCK, row -> 0, bucket);
        }
        insert(sql, bucket, false, epoch);
        sql.update("update bucket_owner set owned = false, epoch = ? where bucket = ?"
                + " and epoch < ?", epoch, bucket, epoch);
        var now = sql.first("select owned, epoch from bucket_owner where bucket = ? for update",
                row -> new Row(row.getBoolean(1), row.getLong(2)), bucket).orElseThrow();
        if (now.epoch() > epoch) {
            throw new Stale(bucket, epoch, now.epoch());
        }
        return !now.owned();
    }

    /** Opens the bucket in this shard; {@link #close} came before, in the same transaction. */
    static void open(Sql sql, int bucket, long epoch) throws SQLException {
        sql.update("update bucket_owner set owned = true where bucket = ? and epoch = ?",
                bucket, epoch);
    }

    private static List<Boolean> ownedOnH2(Sql sql, int bucket) throws SQLException {
        return sql.list(OWNED + " for update", row -> row.getBoolean(1), bucket);
    }

    private static void insert(Sql sql, int bucket, boolean owned, long epoch)
            throws SQLException {
        sql.update("insert into bucket_owner (bucket, owned, epoch) values (?, ?, ?)"
                + " on conflict do nothing", bucket, owned, epoch);
    }

    /** The bucket went on without this move: another one has finished it, and moved it again. */
    static final class Stale extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stale(int bucket, long epoch, long now) {
            super("the move of bucket " + bucket + " to epoch " + epoch
                    + " is over, it has epoch " + now + " by now");
        }
    }
}
