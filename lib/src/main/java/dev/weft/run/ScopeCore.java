package dev.weft.run;

import dev.weft.NetException;
import dev.weft.Scope;
import dev.weft.trace.Traced;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Forks on virtual threads of a node, and leaves none of them behind. */
public final class ScopeCore extends Traced implements Scope {

    private final class ForkCore<T> implements Fork<T> {
        private @Nullable T result; // guarded by lock
        private boolean succeeded; // guarded by lock

        @Override
        @SuppressWarnings("NullAway") // a fork may well give null; then so does this
        public T get() {
            lock.lock();
            try {
                if (!joined || !succeeded) {
                    throw new IllegalStateException(ScopeCore.this.describe()
                            + ": no result; join() must have returned before get()");
                }
                return result;
            } finally {
                lock.unlock();
            }
        }
    }

    private final String name;
    private final ThreadFactory threads;
    private final Thread owner = Thread.currentThread();
    private final @Nullable Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    // Guarded by lock.
    private final Set<Thread> running = new LinkedHashSet<>();
    private TimerQueue.@Nullable Alarm alarm;
    private @Nullable Throwable failure;
    private boolean late;
    private boolean cancelled;
    private boolean joined;
    private boolean closed;

    /** A scope of the calling thread that waits as long as its forks take. */
    public ScopeCore(String name, ThreadFactory threads) {
        this.name = name;
        this.threads = threads;
        this.timeout = null;
    }

    /** A scope of the calling thread that is cancelled after the timeout. */
    public ScopeCore(String name, ThreadFactory threads, TimerQueue timers, Duration timeout) {
        this.name = name;
        this.threads = threads;
        this.timeout = timeout;
        lock.lock();
        try {
            alarm = timers.after(TimersCore.nanos(timeout), this::expire);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T> Fork<T> fork(Callable<? extends T> work) {
        checkOwner();
        var fork = new ForkCore<T>();
        var thread = threads.newThread(() -> run(fork, work));
        thread.setName(name);
        lock.lock();
        try {
            if (joined || closed) {
                throw new IllegalStateException(
                        describe() + ": " + (closed ? "closed" : "joined") + ", can't fork");
            }
            if (cancelled) {
                return fork;
            }
            running.add(thread);
        } finally {
            lock.unlock();
        }
        thread.start();
        return fork;
    }

    private <T> void run(ForkCore<T> fork, Callable<? extends T> work) {
        T result = null;
        Throwable thrown = null;
        try {
            result = work.call();
        } catch (Throwable e) {
            thrown = e;
        }
        lock.lock();
        try {
            running.remove(Thread.currentThread());
            if (thrown == null) {
                fork.result = result;
                fork.succeeded = true;
            } else if (!cancelled) {
                failure = thrown;
                cancel();
            }
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void cancel() {
        cancelled = true;
        running.forEach(Thread::interrupt);
        ended.signalAll();
    }

    private void expire() {
        lock.lock();
        try {
            if (!cancelled && !joined) {
                late = true;
                cancel();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void join() throws InterruptedException {
        checkOwner();
        lock.lockInterruptibly();
        try {
            if (joined || closed) {
                throw new IllegalStateException(
                        describe() + ": already " + (closed ? "closed" : "joined"));
            }
            while (!running.isEmpty() && !cancelled) {
                ended.await();
            }
            joined = true;
            if (failure != null) {
                throw new NetException.ForkFailed(
                        describe() + ": a fork failed: " + failure, failure);
            }
            if (late) {
                throw new NetException.TimedOut(describe() + ": not done within " + timeout);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        checkOwner();
        lock.lock();
        try {
            closed = true;
            cancel();
            if (alarm != null) {
                alarm.cancel();
            }
            while (!running.isEmpty()) {
                ended.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void checkOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(describe() + ": belongs to thread " + owner.getName()
                    + ", not to " + Thread.currentThread().getName());
        }
    }

    @Override
    public String describe() {
        lock.lock();
        try {
            return "scope " + name + "[" + running.size() + " running"
                    + (timeout == null ? "" : ", timeout " + timeout)
                    + (closed ? ", closed]" : cancelled ? ", cancelled]" : "]");
        } finally {
            lock.unlock();
        }
    }
}
