package dev.weft.roles.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Finds the game database of a user: uid to bucket, fixed for ever, and bucket to shard by the
 * table {@code shard_map}, which the operator owns. At the first start the buckets are dealt out
 * evenly. Any thread may ask.
 */
public final class Shards {

    /** Buckets: never change this, it would send every user elsewhere. */
    public static final int BUCKETS = 1024;

    private final Database auth;
    private final List<Database> databases;
    private volatile int[] map = {}; // filled by load, replaced as a whole

    Shards(Database auth, List<Database> databases) {
        this.auth = auth;
        this.databases = List.copyOf(databases);
    }

    /** All shards, by number. */
    public List<Database> all() {
        return databases;
    }

    /** The bucket of a user: the top 10 bits of the mixed uid. */
    public static int bucket(long uid) {
        return (int) (mix64(uid) >>> 54);
    }

    /** The database of a user; {@link #load} must have succeeded before. */
    public Database of(long uid) {
        var shards = map;
        if (shards.length == 0) {
            throw new IllegalStateException("the map of shards is not loaded");
        }
        return databases.get(shards[bucket(uid)]);
    }

    /** Reads the map, and writes it first if there is none. */
    public void load() throws DatabaseDown, InterruptedException {
        if (map.length > 0 || databases.isEmpty()) {
            return;
        }
        var shards = new int[BUCKETS];
        auth.transaction("shards-load", connection -> {
            if (read(connection, shards) == 0) {
                deal(connection);
                read(connection, shards);
            }
            return shards;
        });
        for (var shard : shards) {
            if (shard >= databases.size()) {
                throw new IllegalStateException("the map of shards names shard " + shard
                        + ", but only " + databases.size() + " are configured");
            }
        }
        map = shards;
    }

    private static int read(Connection connection, int[] shards) throws SQLException {
        return Sql.list(connection, "select bucket, shard from shard_map", row -> {
            shards[row.getInt(1)] = row.getInt(2);
            return 0;
        }).size();
    }

    private void deal(Connection connection) throws SQLException {
        try (var insert = connection.prepareStatement(
                "insert into shard_map (bucket, shard, epoch, state) values (?, ?, 1, 0)")) {
            for (var bucket = 0; bucket < BUCKETS; bucket++) {
                insert.setInt(1, bucket);
                insert.setInt(2, bucket % databases.size());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** The finalizer of SplitMix64. */
    private static long mix64(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
