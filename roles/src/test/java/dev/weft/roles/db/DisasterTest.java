package dev.weft.roles.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.Backoff;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.game.ResultStore.Result;
import dev.weft.roles.db.game.Results;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.db.runner.DatabaseDown.Outcome;
import dev.weft.roles.db.runner.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * "Disaster. Wait till it recovers", on a real PostgreSQL that is killed, or stands still, while
 * writers store results through a pool. How long things took is printed, not judged.
 */
@Timeout(180)
class DisasterTest {

    private static final int WRITERS = 16;
    private static final Database.Settings SETTINGS = Database.Settings.DEFAULT;
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(5), Duration.ofMillis(5));

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Semaphore more = new Semaphore(0); // a permit for each acknowledged
    private final AtomicInteger unknown = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger(); // unknown, and found to be done
    private final AtomicLong lastNanos = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private Postgres server;
    private List<HikariDataSource> pools;
    private Databases databases;

    @BeforeEach
    void start() throws Exception {
        Assumptions.assumeTrue(TestEngine.all().contains(TestEngine.POSTGRESQL));
        TestEngine.POSTGRESQL.url(); // skips where none can start
        server = Postgres.start();
        pools = List.of(pool("auth"), pool("game"));
        databases = Databases.over("test", new Sources(pools.get(0), List.of(pools.get(1))),
                SETTINGS, Audit.NONE);
        databases.shards().load();
    }

    @AfterEach
    void end() throws Exception {
        databases.close();
        pools.forEach(HikariDataSource::close);
        server.end();
    }

    @Test
    void nothingAcknowledgedIsLostWhenItIsKilled() throws Exception {
        var writers = write();
        awaitMore(200);
        server.kill();
        awaitDown();
        var refused = System.nanoTime();
        failsAtOnce();
        refused = System.nanoTime() - refused;
        server.restart();
        var back = System.nanoTime();
        awaitMore(1);
        var recovered = lastNanos.get() - back;
        awaitMore(200);
        check(writers);
        tell("killed and restarted", "first success after the start %d ms, a refused call %d us",
                recovered / 1_000_000, refused / 1_000);
    }

    @Test
    void callersLeaveItWhenItStandsStillAndComeBack() throws Exception {
        var writers = write();
        awaitMore(200);
        server.freeze();
        awaitDown();
        failsAtOnce();
        server.thaw();
        var back = System.nanoTime();
        awaitMore(1);
        var recovered = lastNanos.get() - back;
        awaitMore(200);
        check(writers);
        tell("stopped and continued", "first success after it went on %d ms",
                recovered / 1_000_000);
    }

    private HikariDataSource pool(String name) {
        return Pool.over(name, DatabaseUrl.source(server.create(name)), SETTINGS.calls());
    }

    /** Each stores result after result, and asks again until it knows that one is stored. */
    private List<FutureTask<Integer>> write() {
        var writers = new ArrayList<FutureTask<Integer>>();
        var results = new Results(databases.shards());
        for (var i = 1; i <= WRITERS; i++) {
            var uid = i;
            Callable<Integer> writer = () -> {
                var stored = 0;
                for (; !over.get(); stored++) {
                    store(results, new Result(UUID.randomUUID(), uid, "game", "WON", true));
                }
                return stored;
            };
            writers.add(new FutureTask<>(writer));
        }
        writers.forEach(Thread::startVirtualThread);
        return writers;
    }

    private void store(Results results, Result result) throws InterruptedException {
        var asked = false;
        while (true) {
            var start = System.nanoTime();
            try {
                var first = results.store(result);
                settled.addAndGet(asked && !first ? 1 : 0);
                lastNanos.set(System.nanoTime());
                acknowledged.incrementAndGet();
                more.release();
                return;
            } catch (DatabaseDown e) {
                unknown.addAndGet(e.outcome() == Outcome.UNKNOWN ? 1 : 0);
                asked |= e.outcome() == Outcome.UNKNOWN;
                PAUSE.await(0);
            } finally {
                longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
            }
        }
    }

    private void awaitMore(int count) throws InterruptedException {
        more.drainPermits();
        more.acquire(count);
    }

    private void awaitDown() throws InterruptedException {
        while (game().snapshot().state() != Database.State.DOWN) {
            Thread.yield();
        }
    }

    private Database game() {
        return databases.shards().all().getFirst();
    }

    private void failsAtOnce() throws InterruptedException {
        try {
            game().transaction("refused", sql -> 0);
        } catch (DatabaseDown e) {
            assertEquals(Outcome.NOT_DONE, e.outcome());
            assertTrue(e.getMessage().contains(" is down: "), e.getMessage());
            return;
        }
        throw new AssertionError("it was let through");
    }

    private void check(List<FutureTask<Integer>> writers) throws Exception {
        over.set(true);
        for (var i = 0; i < writers.size(); i++) {
            long uid = i + 1;
            assertEquals(writers.get(i).get(), databases.shards().transaction(uid, "score",
                    sql -> sql.first("select played from score where uid = ?",
                            row -> row.getInt(1), uid).orElse(0)));
        }
    }

    private void tell(String what, String how, Object... numbers) {
        System.out.printf("PostgreSQL %s: " + how + "; %d results acknowledged and none lost, %d"
                + " outcomes unknown of which %d had been stored; longest call %d ms%n",
                concat(what, numbers));
    }

    private Object[] concat(String what, Object... numbers) {
        var all = new ArrayList<Object>(List.of(what));
        all.addAll(List.of(numbers));
        all.addAll(List.of(acknowledged.get(), unknown.get(), settled.get(),
                longestNanos.get() / 1_000_000));
        return all.toArray();
    }
}
