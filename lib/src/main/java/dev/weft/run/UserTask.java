package dev.weft.run;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import dev.weft.NetException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** User code that runs once: on a thread of its own, or in a runner's lane when its turn comes. */
public final class UserTask extends Work implements AutoCloseable {

    private final String name;
    private final Body body;
    private final Owner owner;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Thread thread; // guarded by lock: who runs it now
    private boolean over; // guarded by lock

    /** A task that {@link #start} puts into its lane. */
    public UserTask(String name, Lane lane, Body body, Owner owner) {
        super(lane);
        this.name = name;
        this.body = body;
        this.owner = owner;
    }

    /**
     * Lets it run, as soon as its lane is free.
     *
     * @throws IllegalStateException when the owner is closed
     */
    public void start() {
        owner.add(this);
        signal();
    }

    @Override
    protected boolean runOne() {
        if (!begin()) {
            return false;
        }
        try {
            body.run();
        } catch (InterruptedException | NetException.Closed e) {
            log(DEBUG, "ended by {0}", e); // the usual end of a loop that receives or sends
        } catch (Throwable e) {
            log(ERROR, "threw {0}", e);
        } finally {
            end();
        }
        return false;
    }

    private boolean begin() {
        lock.lock();
        try {
            if (over) {
                return false;
            }
            thread = Thread.currentThread();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            over = true;
            thread = null; // from here on close() does not interrupt what runs next in the lane
        } finally {
            lock.unlock();
        }
        ended.countDown();
        leaveRunner();
        owner.remove(this);
    }

    /** Interrupts the code, or lets it never begin. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (over) {
                return;
            }
            if (thread != null) {
                thread.interrupt();
                return;
            }
        } finally {
            lock.unlock();
        }
        end();
    }

    /** Waits for its end, at most so long, and not for itself. */
    public void join(long nanos) throws InterruptedException {
        if (!isCurrent()) {
            ended.await(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private boolean isCurrent() {
        lock.lock();
        try {
            return Thread.currentThread() == thread;
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected boolean isDone() {
        return ended.getCount() == 0;
    }

    @Override
    public String describe() {
        return "task " + name + "[" + state() + "]";
    }
}
