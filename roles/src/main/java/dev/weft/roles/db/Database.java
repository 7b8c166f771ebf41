package dev.weft.roles.db;

import dev.weft.roles.audit.Audit;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * Runs transactions on one database, and knows whether it is up.
 *
 * <p>Each transaction runs on a virtual thread of its own while its caller waits, at most for
 * {@link Settings#call}: so a frozen database costs a caller one such wait and no more. After a
 * failed connection, or a call without an answer, the database counts as down: callers fail at
 * once, and one prober tries again and again until it answers. Nobody else knocks meanwhile.
 *
 * <p>A call that was lost may have committed; {@link DatabaseDown} says only that we do not know.
 * Conflicts with others are tried again here, a few times.
 *
 * <p>Any thread may call. Bounded by {@link Settings#calls} connections at once; callers who find
 * none free wait within their time. Ends with {@link #close}: the prober stops, calls fail.
 */
public final class Database implements AutoCloseable {

    /**
     * Bounds of a database runner.
     *
     * @param call how long a caller waits in all, 1 ms or more
     * @param probe how long the prober pauses between two tries
     * @param calls transactions that run at once, 1 or more
     * @param attempts how often a transaction is tried that conflicts with others, 1 or more
     */
    public record Settings(Duration call, Duration probe, int calls, int attempts) {
        /** Callers fail within a second. */
        public static final Settings DEFAULT =
                new Settings(Duration.ofSeconds(1), Duration.ofMillis(100), 8, 5);
    }

    /**
     * What a transaction does.
     *
     * @param <T> its result
     */
    @FunctionalInterface
    public interface Work<T> {
        /** Runs on a connection without auto-commit; may run again after a conflict. */
        T on(Connection connection) throws SQLException;
    }

    private final String owner;
    private final String name;
    private final DataSource source;
    private final Schema schema;
    private final Settings settings;
    private final Audit audit;
    private final Statistics statistics = new Statistics();
    private final Semaphore permits;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition knock = lock.newCondition();
    private long downSince; // guarded by lock
    private volatile boolean down; // written under lock
    private volatile boolean closed;
    private volatile boolean installed;

    /** A database that counts as up until the first call shows otherwise. */
    public Database(
            String owner, String name, DataSource source, Schema schema, Settings settings,
            Audit audit) {
        this.owner = owner;
        this.name = name;
        this.source = source;
        this.schema = schema;
        this.settings = settings;
        this.audit = audit;
        this.permits = new Semaphore(settings.calls(), true);
    }

    /** Its name, for people. */
    public String name() {
        return name;
    }

    /** Whether the last call or probe was answered. */
    public boolean isUp() {
        return !down && !closed;
    }

    /** What was counted. */
    public Statistics statistics() {
        return statistics;
    }

    /** Lets a prober that pauses try again now. */
    public void reconnect() {
        lock.lock();
        try {
            knock.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs the work in one transaction.
     *
     * @param statement names it in statistics and messages
     * @throws DatabaseDown when the database does not answer; the outcome is unknown
     * @throws DatabaseFault when it refuses the statement
     */
    public <T> T transaction(String statement, Work<T> work)
            throws DatabaseDown, InterruptedException {
        var start = System.nanoTime();
        for (var attempt = 1; ; attempt++) {
            if (!isUp()) {
                statistics.refused(statement);
                throw new DatabaseDown(describe() + " is down; try again later");
            }
            try {
                var result = bounded(work, start);
                statistics.done(statement, System.nanoTime() - start);
                return result;
            } catch (SQLException e) {
                switch (Fault.of(e)) {
                    case CONNECTION -> throw lost(statement, e);
                    case RETRY, DUPLICATE -> {
                        if (attempt >= settings.attempts()) {
                            throw failed(statement, e);
                        }
                        statistics.retried(statement);
                    }
                    case BUG -> throw failed(statement, e);
                }
            } catch (TimeoutException e) {
                throw lost(statement, e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        reconnect();
    }

    private DatabaseDown lost(String statement, Exception cause) {
        statistics.lost(statement);
        var why = cause instanceof TimeoutException
                ? "no answer within " + settings.call().toMillis() + " ms"
                : String.valueOf(cause.getMessage());
        goDown(why);
        return new DatabaseDown(describe() + ": " + statement + ": " + why, cause);
    }

    private DatabaseFault failed(String statement, SQLException cause) {
        statistics.failed(statement);
        return new DatabaseFault(
                describe() + ": " + statement + ": " + cause.getMessage()
                        + " (SQLState " + cause.getSQLState() + ")", cause);
    }

    /** Runs it on a thread of its own, so that this one can leave when the time is over. */
    private <T> T bounded(Work<T> work, long start)
            throws SQLException, TimeoutException, InterruptedException {
        var left = settings.call().toNanos() - (System.nanoTime() - start);
        var task = new FutureTask<>(() -> withPermit(work));
        Thread.startVirtualThread(task);
        try {
            return task.get(left, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case SQLException sql -> throw sql;
                case TimeoutException late -> throw late;
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                default -> throw new IllegalStateException(e.getCause());
            }
        } finally {
            // The interrupt ends what still waits: a driver then gives up its connection.
            task.cancel(true);
        }
    }

    private <T> T withPermit(Work<T> work)
            throws SQLException, TimeoutException, InterruptedException {
        if (!permits.tryAcquire(settings.call().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException();
        }
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            if (!installed) {
                commit(connection, c -> {
                    schema.install(c);
                    return "";
                });
                installed = true;
            }
            return commit(connection, work);
        } finally {
            permits.release();
        }
    }

    private static <T> T commit(Connection connection, Work<T> work) throws SQLException {
        try {
            var result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                connection.rollback();
            } catch (SQLException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    private void goDown(String why) {
        lock.lock();
        try {
            if (down || closed) {
                return;
            }
            down = true;
            downSince = System.nanoTime();
            audit.tell(owner, "db-down", "db", name, "why", why);
            Thread.startVirtualThread(this::probe);
        } finally {
            lock.unlock();
        }
    }

    private void probe() {
        try {
            while (!closed && !answers()) {
                lock.lock();
                try {
                    knock.awaitNanos(settings.probe().toNanos());
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            return; // nobody interrupts the prober but a node that ends
        }
        lock.lock();
        try {
            down = false;
            var millis = (System.nanoTime() - downSince) / 1_000_000;
            if (!closed) {
                audit.tell(owner, "db-up", "db", name, "millis", millis);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            return bounded(c -> !Sql.list(c, "select 1", r -> r.getInt(1)).isEmpty(),
                    System.nanoTime());
        } catch (SQLException | TimeoutException e) {
            return false;
        }
    }

    private String describe() {
        return "database " + name + " of " + owner;
    }
}
