package dev.weft.run;

import dev.weft.NetException;
import dev.weft.Scope;
import dev.weft.trace.Traced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
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
                    throw new IllegalStateException(
                            describe() + ": no result; join() must have returned before get()");
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
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    // Guarded by lock.
    private final List<Thread> running = new ArrayList<>();
    private @Nullable Throwable failure;
    private boolean joined;
    private boolean closed;

    /** A scope of the calling thread. */
    public ScopeCore(String name, ThreadFactory threads) {
        this.name = name;
        this.threads = threads;
    }

    @Override
    public <T> Fork<T> fork(Callable<? extends T> work) {
        checkOwner();
        var fork = new ForkCore<T>();
        var thread = threads.newThread(() -> run(fork, work));
        thread.setName(name);
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException(describe() + ": closed, can't fork");
            }
            joined = false;
            if (failure != null) {
                return fork; // as in JEP 505: after a failure nothing new begins
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
            } else if (failure == null) {
                failure = thrown;
                running.forEach(Thread::interrupt);
            }
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void join() throws InterruptedException, ExecutionException {
        await(Long.MAX_VALUE);
    }

    @Override
    public void join(Duration timeout) throws InterruptedException, ExecutionException {
        if (!await(timeout.toNanos())) {
            throw new NetException.TimedOut(describe() + ": not done after " + timeout);
        }
    }

    private boolean await(long timeoutNanos) throws InterruptedException, ExecutionException {
        checkOwner();
        lock.lockInterruptibly();
        try {
            var left = timeoutNanos;
            while (!running.isEmpty() && left > 0) {
                left = ended.awaitNanos(left);
            }
            if (!running.isEmpty()) {
                cancelRest();
                return false;
            }
            joined = true;
            if (failure != null) {
                throw new ExecutionException(describe() + ": a fork failed", failure);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void cancelRest() {
        if (failure == null) {
            failure = new InterruptedException("cancelled: the scope's time was over");
        }
        running.forEach(Thread::interrupt);
    }

    @Override
    public void close() {
        checkOwner();
        lock.lock();
        try {
            closed = true;
            running.forEach(Thread::interrupt);
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
        return "scope " + name;
    }
}
