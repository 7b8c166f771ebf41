package dev.weft.sim.planted;

import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Faults;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Two writers, one of which may write at a time: the one that holds the lease.
 *
 * <p>The bug: a writer looks at its lease, works, and writes. When it stood still in between,
 * another one has taken over long ago. The mended one lets the database compare the lease in the
 * statement that writes.
 */
record StaleLease(boolean mended) implements Scenario {

    private static final long LEASE_MILLIS = 500;

    @Override
    public void play(Simulation sim) {
        var db = sim.database("db",
                "create table lease (epoch int, ends bigint); insert into lease values (0, 0);"
                + "create table written (n int generated always as identity, epoch int)");
        for (var name : new String[] {"writer-1", "writer-2"}) {
            sim.program(name, () -> write(db.dataSource()));
        }
        sim.length(Duration.ofSeconds(5));
        sim.faults(Faults.swarm().pause("writer-*"));
        sim.always("no writer writes after its successor", () -> db.number("""
                select count(*) from (select epoch, max(epoch) over (order by n) as before
                from written) where epoch < before""") == 0);
        sim.sometimes("the lease is taken over", () ->
                db.number("select epoch from lease") > 1);
    }

    private void write(DataSource source) throws Exception {
        try (var db = source.getConnection()) {
            while (true) {
                var ends = System.currentTimeMillis() + LEASE_MILLIS;
                if (update(db, "update lease set epoch = epoch + 1, ends = ? where ends < ?",
                        ends, System.currentTimeMillis()) == 1) {
                    hold(db, ends);
                }
                Thread.sleep(100);
            }
        }
    }

    private void hold(Connection db, long until) throws Exception {
        var epoch = epoch(db);
        var ends = until;
        while (System.currentTimeMillis() < ends) {
            Thread.sleep(50); // works out what to write
            update(db, mended
                    ? "insert into written (epoch) select epoch from lease where epoch = ?"
                    : "insert into written (epoch) values (?)", epoch);
            ends = System.currentTimeMillis() + LEASE_MILLIS;
            if (update(db, "update lease set ends = ? where epoch = ?", ends, epoch) == 0) {
                return;
            }
        }
    }

    private static int epoch(Connection db) throws SQLException {
        try (var query = db.prepareStatement("select epoch from lease");
                var row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    private static int update(Connection db, String sql, long... parameters) throws SQLException {
        try (var statement = db.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setLong(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }
}
