package dev.weft.roles.db.runner;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on a thread of its own, so that its caller can leave when the time is over. A
 * caller who leaves before the commit was sent knows that nothing is done, however long the thread
 * goes on: whoever is first, he or the thread, decides.
 *
 * @param <T> its result
 */
final class Attempt<T> {

    private enum Phase { WAITING, RUNNING, COMMITTING, LEFT }

    private final Connections connections;
    private final @Nullable Semaphore permits;
    private final Database.Work<T> work;
    private final long startNanos = System.nanoTime();
    private final long untilNanos;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
    private volatile boolean entered;
    private volatile long connectedNanos; // 0 until then
    private volatile @Nullable Sql sql; // null until connected

    /**
     * One that has not begun.
     *
     * @param permits whose one it waits for; null waits for none
     * @param untilNanos when its time is over, by {@link System#nanoTime}
     */
    Attempt(Connections connections, @Nullable Semaphore permits, Database.Work<T> work,
            long untilNanos) {
        this.connections = connections;
        this.permits = permits;
        this.work = work;
        this.untilNanos = untilNanos;
    }

    /** Runs it, and waits until it is done or the time is over. */
    T await() throws SQLException, TimeoutException, InterruptedException {
        var task = new FutureTask<>(this::run);
        Thread.startVirtualThread(task);
        try {
            return task.get(untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case SQLException failed -> throw failed;
                case TimeoutException late -> throw late;
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                default -> throw new IllegalStateException(e.getCause());
            }
        } finally {
            phase.compareAndSet(Phase.WAITING, Phase.LEFT);
            phase.compareAndSet(Phase.RUNNING, Phase.LEFT);
            // The interrupt ends what still waits: a driver then gives up its connection.
            task.cancel(true);
        }
    }

    /** Whether it had its turn; if not, others took too long, and the database may be well. */
    boolean hasEntered() {
        return entered;
    }

    /** Whether the commit was sent. */
    boolean isCommitting() {
        return phase.get() == Phase.COMMITTING;
    }

    /** From the start to the connection, or until now. */
    long waitedNanos() {
        return (connectedNanos == 0 ? System.nanoTime() : connectedNanos) - startNanos;
    }

    /** From the connection until now. */
    long ranNanos() {
        return connectedNanos == 0 ? 0 : System.nanoTime() - connectedNanos;
    }

    long rows() {
        var it = sql;
        return it == null ? 0 : it.rows();
    }

    /** The statement that ran last, without values. */
    String latest() {
        var it = sql;
        return it == null ? "" : it.latest();
    }

    private T run() throws SQLException, TimeoutException, InterruptedException {
        if (permits != null && !permits.tryAcquire(
                untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException();
        }
        entered = true;
        try (var connection = connections.open()) {
            connectedNanos = System.nanoTime();
            var statements = new Sql(connection, connections.engine());
            sql = statements;
            return commit(connection, statements);
        } finally {
            if (permits != null) {
                permits.release();
            }
        }
    }

    private T commit(Connection connection, Sql statements)
            throws SQLException, TimeoutException {
        try {
            if (!phase.compareAndSet(Phase.WAITING, Phase.RUNNING)) {
                throw new TimeoutException();
            }
            var result = work.on(statements);
            if (!phase.compareAndSet(Phase.RUNNING, Phase.COMMITTING)) {
                throw new TimeoutException();
            }
            connection.commit();
            return result;
        } catch (SQLException | TimeoutException | RuntimeException | Error e) {
            try {
                connection.rollback();
            } catch (SQLException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }
}
