package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DatabaseTest {

    private final Simulation sim = Simulation.seeded(7);
    private final SimDatabase db = sim.database("game",
            "create table result (id int primary key, body varchar(20)); "
                    + "create table counter (n bigint not null); insert into counter values (0)");
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        sim.close();
    }

    @Test
    void statementsTakeVirtualTimeAndTheDatabaseTellsVirtualTime() {
        sim.program("host", () -> {
            Thread.sleep(5000);
            try (var connection = db.dataSource().getConnection();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("select current_timestamp")) {
                assertTrue(rows.next());
                var told = rows.getObject(1, OffsetDateTime.class).toInstant();
                var late = Duration.between(told, Instant.now());
                assertTrue(late.toNanos() > 0 && late.toMillis() < 50, late::toString);
                seen.add("done");
            }
        });
        sim.run(Duration.ofSeconds(10));
        assertEquals(List.of("done"), seen);
    }

    @Test
    void committedRowsSurviveACrashAndTheOpenTransactionIsRolledBackAndBlocksNobody() {
        var lobby = sim.program("lobby", () -> {
            try (var connection = open()) {
                insert(connection, 1);
                connection.commit();
                insert(connection, 2);
                Thread.sleep(60_000);
            }
        });
        sim.program("other", () -> {
            Thread.sleep(2000);
            try (var connection = open()) {
                insert(connection, 3);
                connection.commit();
                seen.add("other at " + sim.now().toSeconds() + " s");
            }
        });
        sim.at(Duration.ofSeconds(5), "crash", lobby::crash);

        sim.run(Duration.ofSeconds(10));

        assertEquals(List.of("other at 5 s"), seen);
        assertEquals("[{id=1}, {id=3}]", db.query("select id from result order by id").toString());
    }

    @Test
    void transactionsRunOneAfterTheOther() {
        for (var i = 0; i < 10; i++) {
            sim.program("host-" + i, () -> {
                for (var n = 0; n < 20; n++) {
                    try (var connection = open(); var statement = connection.createStatement()) {
                        long before;
                        try (var rows = statement.executeQuery("select n from counter")) {
                            rows.next();
                            before = rows.getLong(1);
                        }
                        Thread.sleep(3);
                        statement.executeUpdate("update counter set n = " + (before + 1));
                        connection.commit();
                    }
                }
            });
        }
        sim.always("it only grows", () -> db.number("select n from counter") >= 0);
        sim.run(Duration.ofSeconds(60));
        assertEquals(200, db.number("select n from counter"));
    }

    @Test
    void downBreaksConnectionsAndRefusesNewOnesUntilUp() {
        sim.program("host", () -> {
            try (var connection = open()) {
                insert(connection, 1);
                Thread.sleep(2000);
                var lost = assertThrows(SQLException.class, () -> insert(connection, 2));
                assertEquals("08006", lost.getSQLState());
                assertTrue(lost instanceof SQLNonTransientConnectionException);
                assertFalse(connection.isValid(1));
                assertTrue(connection.isClosed());
            }
            var refused = assertThrows(SQLException.class, this::open);
            assertEquals("08001", refused.getSQLState());
            assertTrue(refused instanceof SQLTransientConnectionException);
            Thread.sleep(2000);
            try (var connection = open()) {
                insert(connection, 1);
                connection.commit();
            }
        });
        sim.at(Duration.ofSeconds(1), "down", db::down);
        sim.at(Duration.ofSeconds(3), "up", db::up);
        sim.run(Duration.ofSeconds(10));
        assertEquals(1, db.number("select count(*) from result"));
    }

    @Test
    void downAnswersAStatementThatWaits() {
        sim.program("first", () -> {
            var connection = open();
            insert(connection, 1);
            Thread.sleep(5000);
        });
        sim.program("second", () -> {
            Thread.sleep(500);
            var lost = assertThrows(SQLException.class, () -> insert(open(), 2));
            seen.add(lost.getSQLState() + " at " + sim.now().toSeconds() + " s");
        });
        sim.at(Duration.ofSeconds(2), "down", db::down);
        sim.run(Duration.ofSeconds(10));
        assertEquals(List.of("08006 at 2 s"), seen);
    }

    @Test
    void frozenStatementsHangUntilUpAndAreDoneThen() {
        sim.program("host", () -> {
            try (var connection = open()) {
                Thread.sleep(2000);
                insert(connection, 1);
                connection.commit();
                seen.add("committed at " + sim.now().toSeconds() + " s");
            }
        });
        sim.at(Duration.ofSeconds(1), "freeze", db::freeze);
        sim.at(Duration.ofSeconds(30), "up", db::up);
        sim.run(Duration.ofSeconds(60));
        assertEquals(List.of("committed at 30 s"), seen);
    }

    @Test
    void networkTimeoutEndsAFrozenStatementButWhatWasSentIsDone() {
        sim.program("host", () -> {
            try (var connection = db.dataSource().getConnection()) {
                connection.setNetworkTimeout(Runnable::run, 3000);
                assertEquals(3000, connection.getNetworkTimeout());
                Thread.sleep(2000);
                var lost = assertThrows(SQLException.class, () -> insert(connection, 1));
                seen.add(lost.getSQLState() + " at " + sim.now().toSeconds() + " s");
                assertTrue(connection.isClosed());
            }
        });
        sim.at(Duration.ofSeconds(1), "freeze", db::freeze);
        sim.at(Duration.ofSeconds(30), "up", db::up);
        sim.run(Duration.ofSeconds(20));
        assertEquals(List.of("08006 at 5 s"), seen);
        assertEquals(0, db.number("select count(*) from result"));
        sim.run(Duration.ofSeconds(20));
        assertEquals(1, db.number("select count(*) from result"));
    }

    @Test
    void loginTimeoutEndsAConnectToAFrozenServer() {
        db.freeze();
        sim.program("host", () -> {
            var source = db.dataSource();
            source.setLoginTimeout(2);
            var failed = assertThrows(SQLException.class, source::getConnection);
            seen.add(failed.getSQLState() + " at " + sim.now().toSeconds() + " s");
        });
        sim.run(Duration.ofSeconds(5));
        assertEquals(List.of("08001 at 2 s"), seen);
    }

    @Test
    void slowAddsToEachRoundTrip() {
        db.slow(Duration.ofSeconds(1));
        sim.program("host", () -> {
            try (var connection = open()) {
                insert(connection, 1);
                connection.commit();
                seen.add(sim.now().toSeconds() + " s");
            }
        });
        sim.run(Duration.ofSeconds(5));
        assertEquals(List.of("3 s"), seen);
    }

    @Test
    void commitLostBeforeItIsDoneIsNotDone() {
        assertEquals("08006", lostCommit(true, 0));
        assertEquals("08006", lostCommit(false, 0));
    }

    @Test
    void commitLostAfterItIsDoneIsDoneAndTheCallerCannotKnow() {
        assertEquals("08006", lostCommit(true, 1));
        assertEquals("08006", lostCommit(false, 1));
    }

    /** Loses one commit; gives the SQLState that the caller saw. */
    private String lostCommit(boolean inTransaction, int rowsAfter) {
        db.update("delete from result");
        if (rowsAfter == 0) {
            db.loseBeforeCommit(1);
        } else {
            db.loseAfterCommit(1);
        }
        sim.program("host " + inTransaction, () -> {
            try (var connection = db.dataSource().getConnection()) {
                connection.setAutoCommit(!inTransaction);
                var lost = assertThrows(SQLException.class, () -> {
                    insert(connection, 1);
                    connection.commit();
                });
                seen.add(lost.getSQLState());
                assertTrue(connection.isClosed());
            }
        });
        sim.run(Duration.ofSeconds(5));
        assertEquals(rowsAfter, db.number("select count(*) from result"));
        return seen.remove(0);
    }

    @Test
    void flakyLosesSomeCommitsOfBothKinds() {
        db.flaky(0.2);
        var acked = new int[1];
        sim.program("host", () -> {
            for (var i = 0; i < 200; i++) {
                try (var connection = open()) {
                    insert(connection, i);
                    connection.commit();
                    acked[0]++;
                } catch (SQLException e) {
                    assertEquals("08006", e.getSQLState());
                }
            }
        });
        sim.run(Duration.ofSeconds(60));
        var stored = db.number("select count(*) from result");
        assertTrue(acked[0] < stored && stored < 200, acked[0] + " < " + stored + " < 200");
    }

    @Test
    void killedSessionsSeeTheServersState() {
        sim.program("host", () -> {
            try (var connection = open()) {
                insert(connection, 1);
                Thread.sleep(2000);
                assertEquals("57P01", assertThrows(SQLException.class, connection::commit)
                        .getSQLState());
            }
            try (var connection = open()) {
                insert(connection, 1);
                connection.commit();
            }
        });
        sim.at(Duration.ofSeconds(1), "kill", db::killSessions);
        sim.run(Duration.ofSeconds(5));
        assertEquals(1, db.number("select count(*) from result"));
    }

    @Test
    void failNextFailsStatementsOnlyAndKeepsTheConnection() {
        db.failNext(2, "40001");
        sim.program("host", () -> {
            try (var connection = open()) {
                for (var i = 0; i < 2; i++) {
                    assertEquals("40001", assertThrows(SQLException.class,
                            () -> insert(connection, 1)).getSQLState());
                }
                insert(connection, 1);
                connection.commit();
            }
        });
        sim.run(Duration.ofSeconds(5));
        assertEquals(1, db.number("select count(*) from result"));
    }

    @Test
    void engineErrorsKeepTheirStateAndShowTheCallersStack() {
        sim.program("host", () -> {
            try (var connection = db.dataSource().getConnection()) {
                insert(connection, 1);
                var duplicate = assertThrows(SQLException.class, () -> insert(connection, 1));
                assertEquals("23505", duplicate.getSQLState());
                assertTrue(List.of(duplicate.getStackTrace()).toString()
                        .contains("DatabaseTest.insert"));
                insert(connection, 2);
            }
        });
        sim.run(Duration.ofSeconds(5));
        assertEquals(2, db.number("select count(*) from result"));
    }

    @Test
    void transactionInsideATransactionOfTheSameDatabaseIsToldApart() {
        sim.program("host", () -> {
            insert(open(), 1);
            var stuck = assertThrows(SQLException.class, () -> insert(open(), 2));
            assertEquals("55P03", stuck.getSQLState());
            assertTrue(stuck.getMessage().contains("a transaction of host host"));
            seen.add("told");
        });
        sim.run(Duration.ofSeconds(60));
        assertEquals(List.of("told"), seen);
    }

    @Test
    void commitOfAPausedHostThatWasSentIsDone() {
        var host = sim.program("host", () -> {
            var connection = open();
            insert(connection, 1);
            connection.commit();
            seen.add("committed");
        });
        sim.at(Duration.ZERO, "pause when the commit is on its way", () -> {
            db.slow(Duration.ofMillis(1000));
            Thread.sleep(2100);
            host.pause();
        });
        sim.run(Duration.ofSeconds(30));
        assertEquals(List.of(), seen);
        assertEquals(1, db.number("select count(*) from result"));
    }

    @Test
    void sameSeedGivesTheSameRunWithDatabasesToo() {
        assertEquals(hash(3), hash(3));
    }

    private static long hash(long seed) {
        try (var sim = Simulation.seeded(seed)) {
            var db = sim.database("db", "create table t (id uuid primary key, at timestamp)");
            db.flaky(0.1);
            for (var i = 0; i < 5; i++) {
                sim.program("host-" + i, () -> {
                    for (var n = 0; n < 20; n++) {
                        try (var connection = db.dataSource().getConnection();
                                var insert = connection.prepareStatement(
                                        "insert into t values (?, current_timestamp)")) {
                            insert.setObject(1, java.util.UUID.randomUUID());
                            insert.executeUpdate();
                        } catch (SQLException e) {
                            sim.note("host", e.getSQLState());
                        }
                    }
                });
            }
            sim.run(Duration.ofSeconds(30));
            sim.note("rows", db.query("select * from t order by at, id").toString());
            return sim.traceHash();
        }
    }

    private Connection open() throws SQLException {
        var connection = db.dataSource().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void insert(Connection connection, int id) throws SQLException {
        try (var statement = connection.prepareStatement("insert into result values (?, ?)")) {
            statement.setInt(1, id);
            statement.setString(2, "body");
            assertEquals(1, statement.executeUpdate());
        }
    }
}
