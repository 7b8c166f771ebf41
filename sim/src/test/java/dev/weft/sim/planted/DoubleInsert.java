package dev.weft.sim.planted;

import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Faults;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A shop that stores orders, and tries again when the database says that the connection is lost.
 *
 * <p>The bug: a commit whose reply was lost is done all the same, and the order is stored twice.
 */
record DoubleInsert(boolean mended) implements Scenario {

    private static final int ALL = 30;

    @Override
    public void play(Simulation sim) {
        var orders = sim.database("orders", mended
                ? "create table placed (id int primary key)" : "create table placed (id int)");
        var source = orders.dataSource();
        var begun = new AtomicInteger();
        sim.program("shop", () -> {
            while (begun.get() < ALL) {
                place(source, begun.incrementAndGet());
                Thread.sleep(50);
            }
        });
        sim.length(Duration.ofSeconds(5));
        sim.faults(Faults.swarm().database("orders"));
        sim.always("no order is stored twice", () ->
                orders.number("select count(*) from placed") <= begun.get());
        sim.eventually("all are stored", Duration.ofMinutes(1), () ->
                orders.number("select count(distinct id) from placed") == ALL);
    }

    private void place(DataSource source, int id) throws InterruptedException {
        while (true) {
            try (var connection = source.getConnection();
                    var insert = connection.prepareStatement("insert into placed values (?)"
                            + (mended ? " on conflict do nothing" : ""))) {
                insert.setInt(1, id);
                insert.executeUpdate();
                return;
            } catch (SQLException e) {
                Thread.sleep(20);
            }
        }
    }
}
