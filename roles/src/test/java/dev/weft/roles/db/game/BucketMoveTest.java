package dev.weft.roles.db.game;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.Backoff;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.Databases;
import dev.weft.roles.db.Sources;
import dev.weft.roles.db.TestEngine;
import dev.weft.roles.db.game.BucketMove.Step;
import dev.weft.roles.db.game.ResultStore.Result;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.db.runner.DatabaseFault;
import dev.weft.roles.db.runner.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
@ParameterizedClass(name = "{0}")
@MethodSource("dev.weft.roles.db.TestEngine#all")
class BucketMoveTest {

    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));
    private static final Database.Settings PATIENT = new Database.Settings(
            Duration.ofSeconds(30), Duration.ofMillis(5), 4, 20);

    /** The mover's process ends. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final List<HikariDataSource> pools;
    private final Sources sources;
    private final Databases databases;
    private final Shards shards;
    private final BucketMove mover;
    private final int bucket;
    private final long[] users; // of the bucket

    BucketMoveTest(TestEngine engine) {
        pools = Stream.generate(() -> Pool.over("pool", engine.fresh(), 8)).limit(4).toList();
        sources = new Sources(pools.getFirst(), List.copyOf(pools.subList(1, 4)));
        databases = Databases.over("test", sources, PATIENT, Audit.NONE);
        shards = databases.shards();
        mover = new BucketMove(databases.auth(), shards, (step, number) -> { });
        bucket = Shards.bucket(1);
        users = LongStream.iterate(1, uid -> uid + 1)
                .filter(uid -> Shards.bucket(uid) == bucket).limit(5).toArray();
    }

    @BeforeEach
    void load() throws Exception {
        shards.load();
    }

    @AfterEach
    void close() {
        databases.close();
        pools.forEach(HikariDataSource::close);
    }

    @Test
    void rowsGoWithTheBucketAndNothingStaysBehind() throws Exception {
        var games = BucketTable.PAGE + 7;
        for (var i = 0; i < games; i++) {
            store(shards, 1);
        }
        store(shards, users[1]);
        var from = where();
        var to = (from + 1) % 3;
        assertTrue(mover.move(bucket, to));
        assertEquals(to, where());
        assertEquals(List.of(games, 1), List.of(played(shards, 1), played(shards, users[1])));
        for (var table : BucketTable.values()) {
            assertEquals(0, rows(from, table), table + " at the source");
        }
        assertEquals(games + 1, rows(to, BucketTable.RESULT));
        assertFalse(mover.move(bucket, to), "it is there");
        assertEquals(List.of(), mover.unfinished());
    }

    @Test
    void whoKnowsOnlyTheOldMapFindsTheWay() throws Exception {
        store(shards, 1);
        var other = Databases.over("other", sources, PATIENT, Audit.NONE);
        other.shards().load();
        assertTrue(mover.move(bucket, (where() + 1) % 3));
        store(other.shards(), 1);
        assertEquals(2, played(other.shards(), 1));
        other.close();
    }

    @Test
    void nothingIsLostWhileOthersWrite() throws Exception {
        var over = new AtomicBoolean();
        var acknowledged = new Semaphore(0);
        var writers = new ArrayList<FutureTask<Integer>>();
        for (var user : users) {
            writers.add(new FutureTask<>(() -> {
                var stored = 0;
                for (; !over.get(); stored++) {
                    store(shards, user);
                    acknowledged.release();
                    PAUSE.await(0); // who never lets go starves a move on H2
                }
                return stored;
            }));
        }
        writers.forEach(Thread::startVirtualThread);
        for (var i = 0; i < 6; i++) {
            acknowledged.drainPermits();
            assertTrue(acknowledged.tryAcquire(10, 60, TimeUnit.SECONDS), "nobody writes");
            mover.move(bucket, (where() + 1) % 3);
        }
        over.set(true);
        for (var i = 0; i < users.length; i++) {
            assertEquals(writers.get(i).get(), played(shards, users[i]), "of user " + users[i]);
        }
        onlyOneOwns();
    }

    @Test
    void aMoveThatWasLeftBetweenAnyTwoStepsIsTakenUpAndLosesNothing() throws Exception {
        store(shards, 1);
        for (var last : Step.values()) {
            var to = (where() + 1) % 3;
            var crashing = new BucketMove(databases.auth(), shards, (step, number) -> {
                if (step == last) {
                    throw new Crash();
                }
            });
            assertThrows(Crash.class, () -> crashing.move(bucket, to));
            onlyOneOwns();
            if (last == Step.BEGIN) {
                assertEquals(List.of(), mover.unfinished());
                assertTrue(mover.move(bucket, to));
            } else {
                var left = mover.unfinished();
                assertEquals(1, left.size(), last.toString());
                assertThrows(IllegalStateException.class, () -> mover.move(bucket, (to + 1) % 3));
                mover.resume(left.getFirst());
            }
            assertEquals(List.of(), mover.unfinished());
            assertEquals(to, where());
            store(shards, 1);
        }
        assertEquals(1 + Step.values().length, played(shards, 1));
        onlyOneOwns();
    }

    @Test
    void aMoverThatWakesUpLateHarmsNothing() throws Exception {
        store(shards, 1);
        for (var stopped : Step.values()) {
            var from = where();
            var to = (from + 1) % 3;
            var late = new BucketMove(databases.auth(), shards, (step, number) -> {
                if (step == stopped) {
                    finishAndMoveOn(to, from);
                }
            });
            late.move(bucket, to);
            store(shards, 1);
            onlyOneOwns();
        }
        assertEquals(1 + 2 * Step.values().length, played(shards, 1));
    }

    @Test
    void whileItIsOnItsWayWritersAreToldAfterAWhileThatNothingIsDone() throws Exception {
        store(shards, 1);
        var crashing = new BucketMove(databases.auth(), shards, (step, number) -> {
            if (step == Step.OPEN) {
                throw new Crash();
            }
        });
        assertThrows(Crash.class, () -> crashing.move(bucket, (where() + 1) % 3));
        var down = assertThrows(DatabaseDown.class, () -> store(shards, 1));
        assertEquals(DatabaseDown.Outcome.NOT_DONE, down.outcome());
        assertTrue(down.getMessage().contains("bucket " + bucket), down.getMessage());
        mover.resume(mover.unfinished().getFirst());
        assertEquals(1, played(shards, 1));
    }

    @Test
    void everyTableWithBucketsMoves() throws Exception {
        List<String> found = shards.all().getFirst().transaction("tables", sql -> sql.list(
                "select table_name from information_schema.columns where column_name = 'bucket'"
                        + " and table_name <> 'bucket_owner'", row -> row.getString(1)));
        var moved = new TreeSet<String>();
        for (var table : BucketTable.values()) {
            moved.add(table.table());
        }
        assertEquals(new TreeSet<>(found), moved);
    }

    @Test
    void databasesInAnotherOrderAreRefused() throws Exception {
        shards.check();
        try (var wrong = Databases.over("wrong",
                new Sources(sources.auth(), sources.shards().reversed()), PATIENT, Audit.NONE)) {
            wrong.shards().load();
            var fault = assertThrows(DatabaseFault.class, () -> wrong.shards().check());
            assertTrue(fault.getMessage().contains("it is game database 2, and is given as 0"),
                    fault.getMessage());
        }
    }

    @Test
    void thereAreOnlyTheseBucketsAndShards() {
        for (var wrong : new int[][] {{-1, 0}, {Shards.BUCKETS, 0}, {0, -1}, {0, 3}}) {
            assertThrows(IllegalArgumentException.class, () -> mover.move(wrong[0], wrong[1]));
        }
    }

    /** While somebody sleeps, others do his move, store a result, and move the bucket back. */
    private void finishAndMoveOn(int to, int back) {
        try {
            for (var left : mover.unfinished()) {
                mover.resume(left);
            }
            mover.move(bucket, to);
            store(shards, 1);
            mover.move(bucket, back);
        } catch (DatabaseDown | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void store(Shards shards, long uid) throws DatabaseDown, InterruptedException {
        new Results(shards).store(new Result(UUID.randomUUID(), uid, "game", "WON", true));
    }

    private static int played(Shards shards, long uid) throws Exception {
        return shards.transaction(uid, "played", sql -> sql.first(
                "select played from score where uid = ?", row -> row.getInt(1), uid).orElse(0));
    }

    private int where() throws Exception {
        return databases.auth().transaction("where", sql -> sql.first(
                "select shard from shard_map where bucket = ?", row -> row.getInt(1), bucket)
                .orElseThrow());
    }

    private int rows(int shard, BucketTable table) throws Exception {
        return shards.all().get(shard).transaction("rows", sql -> sql.first(
                "select count(*) from " + table.table() + " where bucket = ?",
                row -> row.getInt(1), bucket).orElseThrow());
    }

    private void onlyOneOwns() throws Exception {
        var owners = 0;
        for (var shard : shards.all()) {
            owners += shard.transaction("owners", sql -> sql.first("select count(*) from"
                    + " bucket_owner where bucket = ? and owned", row -> row.getInt(1), bucket)
                    .orElseThrow());
        }
        assertTrue(owners <= 1, owners + " shards own the bucket");
    }
}
