package dev.weft.roles.db.game;

import dev.weft.Backoff;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.Database.Work;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.db.runner.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Finds the game database of a user: uid to bucket, fixed for ever, and bucket to shard by the
 * table {@code shard_map} of the auth database. At the first start the buckets are dealt out
 * evenly; from then on {@link BucketMove} changes the map.
 *
 * <p>The map is read once, and a bucket's row again when its shard says that it moved. So the auth
 * database may be away while games are stored. Any thread may ask.
 */
public final class Shards {

    /** Buckets: never change this, it would send every user elsewhere. */
    public static final int BUCKETS = 1024;

    /** The epoch of a bucket that was dealt out and never moved. */
    static final long FIRST_EPOCH = 1;

    /** A move stops a bucket for less than this, unless a database fails: about a second. */
    private static final int TRIES = 25;
    private static final Backoff PAUSE =
            new Backoff(Duration.ofMillis(2), Duration.ofMillis(80));

    private record Place(int shard, long epoch) {}

    /** What came of a transaction that was let in. */
    private record Done<T>(T result) {}

    private final Database auth;
    private final List<Database> databases;
    private final AtomicReferenceArray<@Nullable Place> map =
            new AtomicReferenceArray<>(BUCKETS);
    private final AtomicReferenceArray<Boolean> identified; // by shard: it has the right number
    private volatile boolean loaded;

    /** Nothing is loaded yet. */
    public Shards(Database auth, List<Database> databases) {
        this.auth = auth;
        this.databases = List.copyOf(databases);
        this.identified = new AtomicReferenceArray<>(databases.size());
    }

    /** All shards, by number. */
    public List<Database> all() {
        return databases;
    }

    /** The bucket of a user: the top 10 bits of the mixed uid. */
    public static int bucket(long uid) {
        return (int) (mix64(uid) >>> 54);
    }

    /** The database that has this user, as far as we know; {@link #load} came before. */
    public Database of(long uid) {
        return databases.get(place(bucket(uid)).shard());
    }

    /**
     * Runs the work in one transaction on the database that owns the user's bucket.
     *
     * @throws DatabaseDown also when the bucket is on its way for longer than expected
     */
    public <T> T transaction(long uid, String statement, Work<T> work)
            throws DatabaseDown, InterruptedException {
        var bucket = bucket(uid);
        for (var attempt = 0; attempt < TRIES; attempt++) {
            var place = place(bucket);
            var done = databases.get(place.shard()).<@Nullable Done<T>>transaction(
                    statement, sql -> {
                        identify(sql, place.shard());
                        return Buckets.enter(sql, bucket, place.epoch())
                                ? new Done<>(work.on(sql)) : null;
                    });
            if (done != null) {
                return done.result();
            }
            look(bucket);
            if (place.equals(map.get(bucket))) {
                PAUSE.await(attempt); // closed there, and not yet open elsewhere
            }
        }
        throw new DatabaseDown("bucket " + bucket + " of " + statement
                + " is being moved; try again later, or resume the move");
    }

    /** Reads the map, and writes it first if there is none. */
    public void load() throws DatabaseDown, InterruptedException {
        if (loaded || databases.isEmpty()) {
            return;
        }
        var places = auth.transaction("shards-load", sql -> {
            var found = read(sql);
            if (found.isEmpty()) {
                deal(sql);
                found = read(sql);
            }
            return found;
        });
        for (var bucket = 0; bucket < BUCKETS; bucket++) {
            set(bucket, places.get(bucket));
        }
        loaded = true;
    }

    /** Makes sure that each database is the shard that it is taken for. */
    public void check() throws DatabaseDown, InterruptedException {
        for (var i = 0; i < databases.size(); i++) {
            var shard = i;
            databases.get(shard).transaction("shard-check", sql -> {
                identify(sql, shard);
                return shard;
            });
        }
    }

    private Place place(int bucket) {
        var place = map.get(bucket);
        if (place == null) {
            throw new IllegalStateException("the map of shards is not loaded");
        }
        return place;
    }

    private void look(int bucket) throws DatabaseDown, InterruptedException {
        set(bucket, auth.transaction("shards-look", sql -> sql.first(
                "select shard, epoch from shard_map where bucket = ?", Shards::place, bucket)
                .orElseThrow()));
    }

    private void set(int bucket, Place place) {
        if (place.shard() >= databases.size()) {
            throw new IllegalStateException("bucket " + bucket + " is in game database "
                    + place.shard() + ", but only " + databases.size() + " are configured");
        }
        map.set(bucket, place);
    }

    /** Two databases in the wrong order would split every user in two. */
    private void identify(Sql sql, int shard) throws SQLException {
        if (identified.get(shard) != null) {
            return;
        }
        sql.update("insert into shard (id, number) values (0, ?) on conflict do nothing", shard);
        var number = sql.first("select number from shard where id = 0", row -> row.getInt(1))
                .orElseThrow();
        if (number != shard) {
            throw new SQLException("it is game database " + number + ", and is given as "
                    + shard + "; give them in the order of their numbers, from 0", "0A000");
        }
        identified.set(shard, true);
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(row.getInt(1), row.getLong(2));
    }

    private static List<Place> read(Sql sql) throws SQLException {
        return sql.list("select shard, epoch from shard_map order by bucket", Shards::place);
    }

    private void deal(Sql sql) throws SQLException {
        var all = new ArrayList<Object[]>();
        for (var bucket = 0; bucket < BUCKETS; bucket++) {
            all.add(new Object[] {bucket, bucket % databases.size(), FIRST_EPOCH});
        }
        sql.batch("insert into shard_map (bucket, shard, epoch) values (?, ?, ?)", all);
    }

    /** The finalizer of SplitMix64. */
    private static long mix64(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
