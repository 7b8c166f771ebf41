package dev.weft.sim.db;

import dev.weft.sim.SimDatabase;
import dev.weft.sim.core.Loop;
import dev.weft.sim.events.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** A simulated database, as the control of the simulation sees it. */
public final class Database implements SimDatabase, AutoCloseable {

    private final Loop loop;
    private final String name;
    private final Engine engine = new Engine();
    private final Faults faults;
    private final Server server;
    private final Trouble absence;
    private final Trouble slowness;
    private final Trouble forgetting;

    /** An empty one. */
    public Database(Loop loop, String name) {
        this.loop = loop;
        this.name = name;
        faults = new Faults(loop.stream("database faults " + name));
        server = new Server(loop, name, engine, faults);
        absence = new Trouble(loop.log(), name);
        slowness = new Trouble(loop.log(), name);
        forgetting = new Trouble(loop.log(), name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DataSource dataSource() {
        return new SimDataSource(server);
    }

    @Override
    public void down() {
        note("goes down");
        absence.begin("down");
        server.down();
    }

    @Override
    public void freeze() {
        note("freezes");
        absence.begin("frozen");
        server.freeze();
    }

    @Override
    public void up() {
        note("is up");
        absence.end();
        server.up();
    }

    @Override
    public void failOver(Duration unavailable) {
        note("fails over to its standby, in " + unavailable.toMillis() + " ms");
        absence.begin("fails over");
        server.down();
        loop.after(unavailable.toNanos(), () -> {
            note("the standby has taken over");
            absence.end();
            server.up();
        });
    }

    @Override
    public void slow(Duration extra) {
        note("is slower by " + extra.toMillis() + " ms");
        faults.slower(extra.toNanos());
        slowness.set(!extra.isZero(), "slower by " + extra.toMillis() + " ms");
    }

    @Override
    public void killSessions() {
        note("ends all sessions");
        server.breakAll(() -> Errors.killed(name));
    }

    @Override
    public void failNext(int statements, String sqlState) {
        note("fails the next " + statements + " statements with " + sqlState);
        faults.failNext(statements, sqlState);
    }

    @Override
    public void loseBeforeCommit(int commits) {
        faults.loseBefore(commits);
    }

    @Override
    public void loseAfterCommit(int commits) {
        faults.loseAfter(commits);
    }

    @Override
    public void flaky(double chance) {
        note("loses connections at commits with a chance of " + chance);
        faults.flaky(chance);
        forgetting.set(chance > 0, "loses connections at commits");
    }

    @Override
    public List<Map<String, Object>> query(String sql, Object... parameters) {
        return engine.query(sql, parameters);
    }

    @Override
    public long number(String sql, Object... parameters) {
        var rows = engine.query(sql, parameters);
        if (rows.size() == 1 && rows.get(0).size() == 1
                && rows.get(0).values().iterator().next() instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalStateException(sql + ": not one number: " + rows);
    }

    @Override
    public int update(String sql, Object... parameters) {
        return engine.update(sql, parameters);
    }

    @Override
    public void close() {
        engine.close();
    }

    private void note(String text) {
        loop.trace().note(name, text);
    }
}
