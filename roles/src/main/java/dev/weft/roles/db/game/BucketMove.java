package dev.weft.roles.db.game;

import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Moves a bucket of users from one live shard to another, and loses nothing.
 *
 * <p>The map remembers that a move has begun, under a new epoch of the bucket. Then the source is
 * closed, its rows are copied, the target is opened, the map points there, and the rows at the
 * source are deleted. Each step looks whether it was done, so whoever finds a move that was left,
 * by a crash between any two steps or within one, does all of them again. Between closing and
 * pointing nobody owns the bucket, and whoever writes for its users waits; never do two own it.
 * Several may do the same move at once, or a late one wake up after it is over: the epoch in both
 * shards, checked in each transaction, keeps them from harm.
 *
 * <p>Runs on the caller's thread, a page of rows at a time. A database that is away ends it with
 * {@link DatabaseDown}; then {@link #resume} it.
 */
public final class BucketMove {

    /** What is done, in this order. */
    public enum Step { BEGIN, CLOSE, COPY, OPEN, POINT, CLEAR, END }

    /**
     * A move that has begun.
     *
     * @param bucket which
     * @param from the shard that had it
     * @param to the shard that will have it
     * @param epoch that it will have there
     */
    public record Move(int bucket, int from, int to, long epoch) {}

    private record Row(int shard, long epoch, @Nullable Integer from, @Nullable Integer to) {}

    private static final String ROW = "select shard, epoch, move_from, move_to from shard_map"
            + " where bucket = ? for update";

    private final Database auth;
    private final List<Database> shards;
    private final BiConsumer<Step, Integer> progress;

    /**
     * A mover that has nothing to do yet.
     *
     * @param progress hears of each step of a bucket before it is taken
     */
    public BucketMove(Database auth, Shards shards, BiConsumer<Step, Integer> progress) {
        this.auth = auth;
        this.shards = shards.all();
        this.progress = progress;
    }

    /**
     * Moves the bucket to this shard; if that has begun already, goes on with it.
     *
     * @return whether there was anything to do
     * @throws IllegalArgumentException if there is no such bucket or shard
     * @throws IllegalStateException if it is on its way to another shard
     */
    public boolean move(int bucket, int to) throws DatabaseDown, InterruptedException {
        if (bucket < 0 || bucket >= Shards.BUCKETS || to < 0 || to >= shards.size()) {
            throw new IllegalArgumentException("bucket " + bucket + " to shard " + to
                    + ": buckets are 0 to " + (Shards.BUCKETS - 1) + ", shards 0 to "
                    + (shards.size() - 1));
        }
        progress.accept(Step.BEGIN, bucket);
        var begun = begin(bucket, to);
        if (begun.isPresent()) {
            resume(begun.get());
        }
        return begun.isPresent();
    }

    /** The moves that have begun and are not over, by bucket. */
    public List<Move> unfinished() throws DatabaseDown, InterruptedException {
        return auth.transaction("moves-list", sql -> sql.list("select bucket, move_from, move_to,"
                + " epoch from shard_map where move_to is not null order by bucket",
                row -> new Move(row.getInt(1), row.getInt(2), row.getInt(3), row.getLong(4))));
    }

    /** Goes on with a move to its end. */
    public void resume(Move move) throws DatabaseDown, InterruptedException {
        try {
            finish(move);
        } catch (Buckets.Stale e) {
            // Another has finished it, and the bucket has moved again: nothing is left to do.
        }
    }

    private void finish(Move move) throws DatabaseDown, InterruptedException {
        var source = shards.get(move.from());
        var target = shards.get(move.to());
        progress.accept(Step.CLOSE, move.bucket());
        source.transaction("move-close",
                sql -> Buckets.close(sql, move.bucket(), move.epoch()));
        progress.accept(Step.COPY, move.bucket());
        for (var table : BucketTable.values()) {
            copy(move, source, target, table);
        }
        progress.accept(Step.OPEN, move.bucket());
        target.transaction("move-open", sql -> {
            if (Buckets.close(sql, move.bucket(), move.epoch())) {
                Buckets.open(sql, move.bucket(), move.epoch());
            }
            return true;
        });
        progress.accept(Step.POINT, move.bucket());
        auth.transaction("move-point", sql -> sql.update("update shard_map set shard = ?"
                + " where bucket = ? and epoch = ? and move_to = ?",
                move.to(), move.bucket(), move.epoch(), move.to()));
        progress.accept(Step.CLEAR, move.bucket());
        for (var table : BucketTable.values()) {
            clear(move, source, table);
        }
        progress.accept(Step.END, move.bucket());
        auth.transaction("move-end", sql -> sql.update("update shard_map set move_from = null,"
                + " move_to = null where bucket = ? and epoch = ? and move_to = ?",
                move.bucket(), move.epoch(), move.to()));
    }

    /** Writes into the map that it moves; empty if it is there. */
    private Optional<Move> begin(int bucket, int to) throws DatabaseDown, InterruptedException {
        return auth.transaction("move-begin", sql -> {
            var row = sql.first(ROW, BucketMove::row, bucket).orElseThrow(
                    () -> new SQLException("the map of shards is empty", "02000"));
            if (row.to() != null && row.from() != null) {
                if (row.to() != to) {
                    throw new IllegalStateException("bucket " + bucket + " is on its way from"
                            + " shard " + row.from() + " to " + row.to() + "; resume that first");
                }
                return Optional.of(new Move(bucket, row.from(), to, row.epoch()));
            }
            if (row.shard() == to) {
                return Optional.empty();
            }
            var move = new Move(bucket, row.shard(), to, row.epoch() + 1);
            sql.update("update shard_map set epoch = ?, move_from = ?, move_to = ?"
                    + " where bucket = ?", move.epoch(), move.from(), to, bucket);
            return Optional.of(move);
        });
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getInt(1), row.getLong(2), row.getObject(3, Integer.class),
                row.getObject(4, Integer.class));
    }

    /** Nobody writes at the source any more, so its rows are what they are. */
    private static void copy(Move move, Database source, Database target, BucketTable table)
            throws DatabaseDown, InterruptedException {
        Object[] last = null;
        while (true) {
            var after = last;
            var page = source.transaction("move-read",
                    sql -> table.page(sql, move.bucket(), after));
            var goesOn = target.transaction("move-write", sql -> {
                var closed = Buckets.close(sql, move.bucket(), move.epoch());
                if (closed && !page.isEmpty()) {
                    table.insert(sql, page);
                }
                return closed;
            });
            if (!goesOn || page.size() < BucketTable.PAGE) {
                return; // it is open: whoever opened it has copied all
            }
            last = page.getLast();
        }
    }

    private static void clear(Move move, Database source, BucketTable table)
            throws DatabaseDown, InterruptedException {
        while (source.transaction("move-clear", sql ->
                Buckets.close(sql, move.bucket(), move.epoch())
                        ? table.delete(sql, move.bucket()) : 0) == BucketTable.PAGE) {
            // The next page.
        }
    }
}
