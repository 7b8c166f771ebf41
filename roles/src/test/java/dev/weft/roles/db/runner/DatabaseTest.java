package dev.weft.roles.db.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.roles.db.Heard;
import dev.weft.roles.db.TestEngine;
import dev.weft.roles.db.Unreliable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
@ParameterizedClass(name = "{0}")
@MethodSource("dev.weft.roles.db.TestEngine#all")
class DatabaseTest {

    private static final Database.Settings QUICK = new Database.Settings(
            Duration.ofMillis(500), Duration.ofMillis(5), 2, 3);

    private final Heard heard = new Heard();
    private final Unreliable engine;
    private final Database database;

    DatabaseTest(TestEngine kind) {
        engine = new Unreliable(kind.fresh());
        database = new Database("test", "auth", engine.source(), Schema.AUTH, QUICK, heard);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void installsItsSchemaBeforeTheFirstTransaction() throws Exception {
        assertEquals(0, count());
    }

    @Test
    void countsWhatItDid() throws Exception {
        count();
        count();
        assertEquals(2, database.snapshot().counts().get("count").done());
    }

    @Test
    void failsAtOnceWhileTheDatabaseIsDown() throws Exception {
        count();
        engine.mood = Unreliable.Mood.REFUSES;
        assertThrows(DatabaseDown.class, this::count);
        assertEquals("auth", heard.await("db-down").detail("db"));
        assertFalse(database.isUp());
        var knocked = database.snapshot().counts().get("count").refused();
        assertThrows(DatabaseDown.class, this::count);
        assertEquals(knocked + 1, database.snapshot().counts().get("count").refused());
    }

    @Test
    void isUpAgainWhenTheProberGetsAnAnswer() throws Exception {
        engine.mood = Unreliable.Mood.REFUSES;
        assertThrows(DatabaseDown.class, this::count);
        heard.await("db-down");
        engine.mood = Unreliable.Mood.WELL;
        heard.await("db-up");
        assertTrue(database.isUp());
        assertEquals(0, count());
    }

    @Test
    void triesAgainOnRequest() throws Exception {
        var patient = new Database("test", "auth", engine.source(), Schema.AUTH,
                new Database.Settings(Duration.ofMillis(500), Duration.ofHours(1), 2, 3), heard);
        engine.mood = Unreliable.Mood.REFUSES;
        assertThrows(DatabaseDown.class, () -> patient.transaction("any", sql -> 0));
        engine.mood = Unreliable.Mood.WELL;
        for (var probes = engine.knocks.get(); probes < 2; probes = engine.knocks.get()) {
            Thread.yield(); // the first probe is refused, then the prober pauses for an hour
        }
        while (!patient.isUp()) {
            patient.reconnect();
            Thread.yield();
        }
        patient.close();
    }

    @Test
    void leavesAFrozenDatabaseAfterItsTime() throws Exception {
        count();
        engine.mood = Unreliable.Mood.FROZEN;
        var start = System.nanoTime();
        assertThrows(DatabaseDown.class, this::count);
        var waited = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(waited.compareTo(QUICK.call()) >= 0, () -> "waited only " + waited);
        heard.await("db-down");
        engine.mood = Unreliable.Mood.WELL;
        heard.await("db-up");
        assertEquals(0, count());
    }

    @Test
    void doesNotKnowWhetherALostCallCommitted() throws Exception {
        count();
        engine.mood = Unreliable.Mood.LOSES_REPLIES;
        var down = assertThrows(DatabaseDown.class, () -> database.transaction("insert",
                sql -> sql.update(
                        "insert into shard_map (bucket, shard, epoch) values (1, 1, 1)")));
        assertEquals(DatabaseDown.Outcome.UNKNOWN, down.outcome());
        assertEquals(1, database.snapshot().counts().get("insert").unknown());
        engine.mood = Unreliable.Mood.WELL;
        Heard.awaitUp(database);
        assertEquals(1, count());
    }

    @Test
    void aCallerWhoLeavesBeforeTheCommitKnowsThatNothingIsDone() throws Exception {
        count();
        var left = new CountDownLatch(1);
        var down = assertThrows(DatabaseDown.class, () -> database.transaction("late", sql -> {
            sql.update("insert into shard_map (bucket, shard, epoch) values (1, 1, 1)");
            while (left.getCount() > 0) {
                Thread.yield(); // as a driver that does not mind an interrupt
            }
            return 0;
        }));
        assertEquals(DatabaseDown.Outcome.NOT_DONE, down.outcome());
        left.countDown();
        Heard.awaitUp(database);
        assertEquals(0, count());
    }

    @Test
    void oneLostConnectionIsNoOutage() throws Exception {
        count();
        var down = assertThrows(DatabaseDown.class, () -> database.transaction("lost", sql -> {
            throw new SQLException("terminated by the administrator", "57P01");
        }));
        assertEquals(DatabaseDown.Outcome.NOT_DONE, down.outcome());
        assertTrue(database.isUp());
        assertEquals("terminated by the administrator", heard.await("db-suspect").detail("why"));
        Heard.awaitUp(database);
        assertEquals(0, count());
    }

    @Test
    void aDatabaseThatIsShortOfSomethingIsNotDown() throws Exception {
        var down = assertThrows(DatabaseDown.class, () -> database.transaction("full", sql -> {
            throw new SQLException("disk full", "53100");
        }));
        assertEquals(DatabaseDown.Outcome.NOT_DONE, down.outcome());
        assertEquals(1, database.snapshot().counts().get("full").busy());
        assertEquals(Database.State.UP, database.snapshot().state());
    }

    @Test
    void refusesWhoWouldBeOneTooManyToWait() throws Exception {
        var crowded = new Database("test", "auth", engine.source(), Schema.AUTH,
                new Database.Settings(Duration.ofSeconds(30), Duration.ofMillis(5), 1, 1, 1,
                        Duration.ofSeconds(30)), heard);
        var leave = new CountDownLatch(1);
        var busy = List.of(Thread.startVirtualThread(() -> hold(crowded, leave)),
                Thread.startVirtualThread(() -> hold(crowded, leave)));
        while (crowded.snapshot().running() + crowded.snapshot().waiting() < 2) {
            Thread.yield();
        }
        var down = assertThrows(DatabaseDown.class, () -> crowded.transaction("more", sql -> 0));
        assertTrue(down.getMessage().contains("overloaded: 1 callers wait"), down.getMessage());
        leave.countDown();
        for (var thread : busy) {
            thread.join();
        }
        assertEquals(2, crowded.snapshot().counts().get("hold").done());
        crowded.close();
    }

    @Test
    void countsRowsAndTimesByName() throws Exception {
        database.transaction("rows", sql -> {
            sql.update("insert into shard_map (bucket, shard, epoch) values (1, 1, 1), (2, 1, 1)");
            return sql.list("select bucket from shard_map", row -> row.getInt(1));
        });
        var count = database.snapshot().counts().get("rows");
        assertEquals(1, count.done());
        assertEquals(4, count.rows());
        assertEquals(1, count.ran().count());
        assertTrue(count.ran().longest().compareTo(Duration.ZERO) > 0);
        assertTrue(count.ran().p99().compareTo(count.ran().longest()) <= 0);
    }

    @Test
    void remembersWhatWasSlowWithoutItsValues() throws Exception {
        var impatient = new Database("test", "auth", engine.source(), Schema.AUTH,
                new Database.Settings(Duration.ofSeconds(30), Duration.ofMillis(5), 2, 9, 1,
                        Duration.ZERO), heard);
        impatient.transaction("find", sql -> sql.list(
                "select uid from account where name = ?", row -> row.getLong(1), "a secret"));
        var slow = impatient.snapshot().slow().getLast();
        assertEquals("find", slow.name());
        assertEquals("select uid from account where name = ?", slow.sql());
        assertEquals(slow.sql(), heard.await("db-slow").detail("sql"));
        impatient.close();
    }

    @Test
    void triesConflictsAgain() throws Exception {
        var attempts = new AtomicInteger();
        var got = database.transaction("conflict", sql -> {
            if (attempts.incrementAndGet() < 3) {
                throw new SQLException("deadlock", "40P01");
            }
            return "done";
        });
        assertEquals("done", got);
        assertEquals(2, database.snapshot().counts().get("conflict").retried());
    }

    @Test
    void tellsABugAtOnceAndStaysUp() {
        var attempts = new AtomicInteger();
        assertThrows(DatabaseFault.class, () -> database.transaction("bug", sql -> {
            attempts.incrementAndGet();
            return sql.update("insert into nowhere values (1)");
        }));
        assertEquals(1, attempts.get());
        assertTrue(database.isUp());
    }

    @Test
    void undoesATransactionThatThrows() throws Exception {
        assertThrows(IllegalStateException.class, () -> database.transaction("half", sql -> {
            sql.update("insert into shard_map (bucket, shard, epoch) values (1, 1, 1)");
            throw new IllegalStateException("half way");
        }));
        assertEquals(0, count());
    }

    private static void hold(Database database, CountDownLatch leave) {
        try {
            database.transaction("hold", sql -> {
                while (leave.getCount() > 0) {
                    Thread.yield();
                }
                return 0;
            });
        } catch (DatabaseDown | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private int count() throws DatabaseDown, InterruptedException {
        return database.transaction("count",
                sql -> sql.list("select bucket from shard_map", row -> row.getInt(1)).size());
    }
}
