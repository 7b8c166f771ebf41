package dev.weft.roles.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DatabaseTest {

    private static final Database.Settings QUICK = new Database.Settings(
            Duration.ofMillis(500), Duration.ofMillis(5), 2, 3);

    private final Heard heard = new Heard();
    private final Unreliable engine = new Unreliable("database-test-" + UUID.randomUUID());
    private final Database database =
            new Database("test", "auth", engine.source(), Schema.AUTH, QUICK, heard);

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
        assertEquals(2, database.statistics().counts().get("count").done());
    }

    @Test
    void failsAtOnceWhileTheDatabaseIsDown() throws Exception {
        count();
        engine.mood = Unreliable.Mood.REFUSES;
        assertThrows(DatabaseDown.class, this::count);
        assertEquals("auth", heard.await("db-down").detail("db"));
        assertFalse(database.isUp());
        var knocked = database.statistics().counts().get("count").refused();
        assertThrows(DatabaseDown.class, this::count);
        assertEquals(knocked + 1, database.statistics().counts().get("count").refused());
    }

    @Test
    void isUpAgainWhenTheProberGetsAnAnswer() throws Exception {
        engine.mood = Unreliable.Mood.REFUSES;
        assertThrows(DatabaseDown.class, this::count);
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
        assertThrows(DatabaseDown.class, () -> patient.transaction("any", c -> 0));
        engine.mood = Unreliable.Mood.WELL;
        for (var probes = engine.knocks.get(); probes < 2; probes = engine.knocks.get()) {
            Thread.onSpinWait(); // the first probe is refused, then the prober pauses for an hour
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
        engine.mood = Unreliable.Mood.WELL;
        heard.await("db-up");
        assertEquals(0, count());
    }

    @Test
    void doesNotKnowWhetherALostCallCommitted() throws Exception {
        count();
        engine.mood = Unreliable.Mood.LOSES_REPLIES;
        assertThrows(DatabaseDown.class, () -> database.transaction("insert", c -> Sql.update(c,
                "insert into shard_map (bucket, shard, epoch, state) values (1, 1, 1, 0)")));
        engine.mood = Unreliable.Mood.WELL;
        heard.await("db-up");
        assertEquals(1, count());
    }

    @Test
    void triesConflictsAgain() throws Exception {
        var attempts = new AtomicInteger();
        var got = database.transaction("conflict", c -> {
            if (attempts.incrementAndGet() < 3) {
                throw new SQLException("deadlock", "40P01");
            }
            return "done";
        });
        assertEquals("done", got);
        assertEquals(2, database.statistics().counts().get("conflict").retried());
    }

    @Test
    void tellsABugAtOnceAndStaysUp() {
        var attempts = new AtomicInteger();
        assertThrows(DatabaseFault.class, () -> database.transaction("bug", c -> {
            attempts.incrementAndGet();
            return Sql.update(c, "insert into nowhere values (1)");
        }));
        assertEquals(1, attempts.get());
        assertTrue(database.isUp());
    }

    @Test
    void undoesATransactionThatThrows() throws Exception {
        assertThrows(IllegalStateException.class, () -> database.transaction("half", c -> {
            Sql.update(c,
                    "insert into shard_map (bucket, shard, epoch, state) values (1, 1, 1, 0)");
            throw new IllegalStateException("half way");
        }));
        assertEquals(0, count());
    }

    private int count() throws DatabaseDown, InterruptedException {
        return database.transaction("count",
                c -> Sql.list(c, "select bucket from shard_map", row -> row.getInt(1)).size());
    }
}
