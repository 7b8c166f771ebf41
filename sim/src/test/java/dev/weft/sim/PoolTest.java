package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/** HikariCP, which brings threads, time-outs and validation of its own, on a simulated database. */
@Timeout(60)
class PoolTest {

    @Test
    void poolComesBackAfterTheDatabaseWasDownAndAfterItWasFrozen() {
        assertEquals(outage(7), outage(7));
    }

    @Test
    void poolOfACrashedHostIsGoneAndItsNextLifeHasANewOne() {
        try (var sim = Simulation.seeded(7)) {
            var db = sim.database("game", "create table result (id int)");
            var host = sim.program("host", () -> {
                var pool = pool(db);
                try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (var i = 0; i < 10; i++) {
                        executor.submit(() -> work(pool, new ArrayList<>(), 200));
                    }
                }
            });
            for (var i = 1; i < 10; i++) {
                sim.at(Duration.ofSeconds(i), "crash", host::crash);
                sim.at(Duration.ofMillis(i * 1000 + 10), "restart", host::restart);
            }
            sim.run(Duration.ofSeconds(60));
            var rows = db.number("select count(*) from result");
            assertTrue(rows > 2000 + 9 * 100, () -> rows + " rows");
        }
    }

    /** HikariCP waits inside a synchronized method, which stops the carrier before JDK 24. */
    @Test
    @EnabledForJreRange(minVersion = 24)
    void poolCloses() {
        try (var sim = Simulation.seeded(7)) {
            var db = sim.database("game", "create table result (id int)");
            var host = sim.program("host", () -> {
                try (var pool = pool(db)) {
                    work(pool, new ArrayList<>(), 10);
                }
            });
            sim.run(Duration.ofSeconds(20));
            assertTrue(host.isDone());
            assertEquals(10, db.number("select count(*) from result"));
        }
    }

    private static long outage(long seed) {
        try (var sim = Simulation.seeded(seed)) {
            var db = sim.database("game", "create table result (id int)");
            var states = new ArrayList<String>();
            sim.program("host", () -> work(pool(db), states, 10_000));
            sim.at(Duration.ofSeconds(5), "down", db::down);
            sim.at(Duration.ofSeconds(10), "up", db::up);
            sim.at(Duration.ofSeconds(15), "freeze", db::freeze);
            sim.at(Duration.ofSeconds(25), "up", db::up);
            sim.run(Duration.ofSeconds(24));
            var before = db.number("select count(*) from result");
            sim.run(Duration.ofSeconds(20));
            assertTrue(db.number("select count(*) from result") > before + 1000);
            assertTrue(states.containsAll(List.of("08006", "08001")), states::toString);
            return sim.traceHash();
        }
    }

    private static Void work(HikariDataSource pool, List<String> states, int count)
            throws InterruptedException {
        for (var i = 0; i < count; i++) {
            try (var connection = pool.getConnection();
                    var statement = connection.prepareStatement("insert into result values (?)")) {
                connection.setNetworkTimeout(Runnable::run, 2000);
                statement.setInt(1, i);
                statement.executeUpdate();
                connection.commit();
                Thread.sleep(5);
            } catch (SQLException e) {
                states.add(state(e));
                Thread.sleep(100);
            }
        }
        return null;
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null && e.getCause() instanceof SQLException cause
                ? state(cause) : String.valueOf(e.getSQLState());
    }

    private static HikariDataSource pool(SimDatabase db) {
        var config = new HikariConfig();
        config.setDataSource(db.dataSource());
        config.setThreadFactory(Thread.ofVirtual().factory());
        config.setAutoCommit(false);
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(1000);
        config.setValidationTimeout(500);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
