package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FailOverTest {

    @Test
    void connectionsBreakNewOnesAreRefusedForAWhileAndCommittedRowsAreKept() {
        try (var sim = Simulation.seeded(7)) {
            var db = sim.database("db", "create table t (n int)");
            var seen = new ArrayList<String>();
            sim.program("client", () -> {
                var connection = db.dataSource().getConnection();
                connection.createStatement().executeUpdate("insert into t values (1)");
                connection.setAutoCommit(false);
                connection.createStatement().executeUpdate("insert into t values (2)");
                Thread.sleep(2000);
                seen.add(assertThrows(SQLException.class, connection::commit).getSQLState());
                seen.add(assertThrows(SQLException.class,
                        () -> db.dataSource().getConnection()).getSQLState());
                Thread.sleep(5000);
                try (var again = db.dataSource().getConnection();
                        var rows = again.createStatement().executeQuery("select n from t")) {
                    while (rows.next()) {
                        seen.add("row " + rows.getInt(1));
                    }
                }
            });
            sim.at(Duration.ofSeconds(1), "fail-over", () -> db.failOver(Duration.ofSeconds(3)));
            sim.run(Duration.ofSeconds(10));
            assertEquals(List.of("08006", "08001", "row 1"), seen);
        }
    }
}
