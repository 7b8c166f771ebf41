package dev.weft.roles.db.runner;

import dev.weft.Backoff;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.runner.DatabaseDown.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions on one database, and knows whether it is up.
 *
 * <p>Each transaction runs on a virtual thread of its own while its caller waits, at most for
 * {@link Settings#call}: so a frozen database costs a caller one such wait and no more. When a
 * connection fails, or there is no answer, a prober asks the database; if it does not answer
 * either, the database counts as down, and callers fail at once until it does. Nobody else knocks
 * meanwhile.
 *
 * <p>A call that was lost may have committed: {@link DatabaseDown#outcome} says what is known.
 * Conflicts with others are tried again here, a few times.
 *
 * <p>Any thread may call. Bounded by {@link Settings#calls} connections at once and
 * {@link Settings#waiting} callers who wait for one, within their time. Ends with {@link #close}:
 * the prober stops, calls fail.
 */
public final class Database implements AutoCloseable {

    /** Whether it may be called. */
    public enum State {
        /** Calls are answered. */
        UP,
        /** A call was lost; the prober finds out whether that is all. Others go on. */
        SUSPECT,
        /** The prober got no answer. Callers fail at once. */
        DOWN,
        /** The prober got an answer, and looks whether the database can be used. */
        RECOVERING,
        /** It was closed here. */
        CLOSED
    }

    /**
     * Bounds of a database runner.
     *
     * @param call how long a caller waits in all, 1 ms or more
     * @param probe how long the prober pauses between two tries
     * @param calls transactions that run at once, 1 or more
     * @param waiting callers that wait for their turn; more fail at once
     * @param attempts how often a transaction is tried that conflicts with others, 1 or more
     * @param slow a transaction that takes longer is remembered and told
     */
    public record Settings(
            Duration call, Duration probe, int calls, int waiting, int attempts, Duration slow) {

        /** Callers fail within a second; slow is 200 ms. */
        public static final Settings DEFAULT = new Settings(Duration.ofSeconds(1),
                Duration.ofMillis(100), 8, 1_000, 5, Duration.ofMillis(200));

        /** As the default, with these. */
        public Settings(Duration call, Duration probe, int calls, int attempts) {
            this(call, probe, calls, DEFAULT.waiting(), attempts, DEFAULT.slow());
        }
    }

    /**
     * What a transaction does.
     *
     * @param <T> its result
     */
    @FunctionalInterface
    public interface Work<T> {
        /** May run again after a conflict. */
        T on(Sql sql) throws SQLException;
    }

    /**
     * All there is to know of it, at one moment.
     *
     * @param name its name
     * @param state whether it may be called
     * @param why it is not up; empty if it is
     * @param running transactions that run
     * @param waiting callers that wait for their turn
     * @param counts what happened, by the names of transactions
     * @param slow the slow ones of late, the oldest first
     */
    public record Snapshot(
            String name, State state, String why, int running, int waiting,
            Map<String, Statistics.Count> counts, List<Statistics.Slow> slow) {}

    private static final Backoff PAUSE =
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));
    private static final long TELL_SLOW_NANOS = Duration.ofSeconds(1).toNanos();

    private final String owner;
    private final String name;
    private final Connections connections;
    private final Settings settings;
    private final Audit audit;
    private final Gate gate;
    private final Statistics statistics = new Statistics();
    private final Semaphore permits;
    private final AtomicLong slowToldNanos;

    /** A database that counts as up until the first call shows otherwise. */
    public Database(
            String owner, String name, DataSource source, Schema schema, Settings settings,
            Audit audit) {
        this.owner = owner;
        this.name = name;
        this.connections = new Connections(source, schema);
        this.settings = settings;
        this.audit = audit;
        this.gate = new Gate(owner, name, settings.probe().toNanos(), this::objection,
                connections::forget, audit);
        this.permits = new Semaphore(settings.calls(), true);
        this.slowToldNanos = new AtomicLong(System.nanoTime() - TELL_SLOW_NANOS);
    }

    /** Its name, for people. */
    public String name() {
        return name;
    }

    /** Whether calls go through. */
    public boolean isUp() {
        return gate.isOpen();
    }

    /** What is known of it now. */
    public Snapshot snapshot() {
        return new Snapshot(name, gate.state(), gate.why(),
                settings.calls() - permits.availablePermits(), permits.getQueueLength(),
                statistics.counts(), statistics.slow());
    }

    /**
     * Gives up all pooled connections as soon as they are free, and has the prober ask now: for an
     * operator who knows that the database has moved, or is back.
     */
    public void reconnect() {
        connections.evict();
        gate.ask();
    }

    /**
     * Runs the work in one transaction, within {@link Settings#call}.
     *
     * @param statement names it in statistics and messages
     * @throws DatabaseDown when the database can't do it now
     * @throws DatabaseFault when it refuses the statement
     */
    public <T> T transaction(String statement, Work<T> work)
            throws DatabaseDown, InterruptedException {
        return transaction(statement, settings.call(), work);
    }

    /** As the other, within a time of its own. */
    public <T> T transaction(String statement, Duration time, Work<T> work)
            throws DatabaseDown, InterruptedException {
        var counter = statistics.of(statement);
        var until = System.nanoTime() + time.toNanos();
        for (var attempts = 1; ; attempts++) {
            refuseUnlessOpen(counter);
            var attempt = new Attempt<>(connections, permits, work, until);
            try {
                var result = attempt.await();
                counter.done.incrementAndGet();
                counter.rows.addAndGet(attempt.rows());
                counter.wait.add(attempt.waitedNanos());
                counter.run.add(attempt.ranNanos());
                lookIfSlow(statement, attempt);
                return result;
            } catch (TimeoutException e) {
                throw late(statement, counter, attempt, time);
            } catch (SQLException e) {
                settle(statement, counter, attempt, attempts, e);
                PAUSE.await(attempts - 1);
            }
        }
    }

    @Override
    public void close() {
        gate.close();
    }

    private void refuseUnlessOpen(Statistics.Counter counter) throws DatabaseDown {
        var crowded = permits.getQueueLength() >= settings.waiting();
        if (crowded || !gate.isOpen()) {
            counter.refused.incrementAndGet();
            throw new DatabaseDown(describe() + (crowded
                    ? " is overloaded: " + settings.waiting() + " callers wait; try again later"
                    : " is down: " + gate.why() + "; try again later"));
        }
    }

    /** Returns if it shall be tried again. */
    private void settle(String statement, Statistics.Counter counter, Attempt<?> attempt,
            int attempts, SQLException e) throws DatabaseDown {
        var fault = Fault.of(e);
        if ((fault == Fault.RETRY || fault == Fault.DUPLICATE)
                && attempts < settings.attempts()) {
            counter.retried.incrementAndGet();
            return;
        }
        var what = describe() + ": " + statement + ": " + e.getMessage();
        switch (fault) {
            case CONNECTION -> {
                if (gate.suspect(String.valueOf(e.getMessage()))) {
                    connections.evict(); // the others are as old as this one
                }
                throw lost(what, counter, attempt, e);
            }
            case BUSY -> {
                counter.busy.incrementAndGet();
                throw new DatabaseDown(what, Outcome.NOT_DONE, e);
            }
            default -> {
                counter.failed.incrementAndGet();
                throw new DatabaseFault(what + " (SQLState " + e.getSQLState() + ")", e);
            }
        }
    }

    private DatabaseDown late(
            String statement, Statistics.Counter counter, Attempt<?> attempt, Duration time) {
        var why = (attempt.hasEntered() ? "no answer" : "not its turn")
                + " within " + time.toMillis() + " ms";
        if (!attempt.hasEntered()) {
            counter.busy.incrementAndGet();
            return new DatabaseDown(describe() + ": " + statement + ": " + why);
        }
        gate.suspect(why + (attempt.latest().isEmpty() ? "" : " to " + attempt.latest()));
        return lost(describe() + ": " + statement + ": " + why, counter, attempt, null);
    }

    private static DatabaseDown lost(String what, Statistics.Counter counter,
            Attempt<?> attempt, @Nullable Exception cause) {
        if (attempt.isCommitting()) {
            counter.unknown.incrementAndGet();
            return new DatabaseDown(
                    what + "; whether it was committed is not known", Outcome.UNKNOWN, cause);
        }
        counter.lost.incrementAndGet();
        return new DatabaseDown(what, Outcome.NOT_DONE, cause);
    }

    private void lookIfSlow(String statement, Attempt<?> attempt) {
        var wait = Duration.ofNanos(attempt.waitedNanos());
        var run = Duration.ofNanos(attempt.ranNanos());
        if (wait.plus(run).compareTo(settings.slow()) < 0) {
            return;
        }
        statistics.keep(new Statistics.Slow(
                Instant.now(), statement, wait, run, attempt.rows(), attempt.latest()));
        var told = slowToldNanos.get();
        var now = System.nanoTime();
        if (now - told >= TELL_SLOW_NANOS && slowToldNanos.compareAndSet(told, now)) {
            audit.tell(owner, "db-slow", "db", name, "call", statement, "wait", wait.toMillis(),
                    "run", run.toMillis(), "rows", attempt.rows(), "sql", attempt.latest());
        }
    }

    private String describe() {
        return "database " + name + " of " + owner;
    }

    /** The prober waits for no turn: those who have one may be the ones without an answer. */
    private String objection() throws InterruptedException {
        try {
            return new Attempt<>(connections, null,
                    sql -> sql.list("select ''", row -> row.getString(1)).getFirst(),
                    System.nanoTime() + settings.call().toNanos()).await();
        } catch (SQLException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        } catch (TimeoutException e) {
            return "no answer within " + settings.call().toMillis() + " ms";
        }
    }
}
