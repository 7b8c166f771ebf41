package dev.weft.run;

import dev.weft.Task;
import dev.weft.trace.Traced;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A task as a {@link Lane} sees it: something that now and then has items to run.
 *
 * <p>{@link #signal} says that there is something to do; the lane then calls {@link #runOne} on
 * one of its threads, never twice at once. The state is guarded by {@code guard}, a leaf lock but
 * for the lane's own, which is taken inside of it.
 */
public abstract class Work extends Traced implements Task {

    /** Who ends what it owns, as a node does. */
    public interface Owner {

        /**
         * Remembers what it has to end.
         *
         * @throws IllegalStateException when it is closed itself
         */
        <T extends AutoCloseable> T add(T part);

        /** Forgets what has ended. */
        void remove(AutoCloseable part);
    }

    private final ReentrantLock guard = new ReentrantLock();
    // Guarded by guard, and volatile for those who only look.
    private volatile Lane lane;
    private volatile boolean running;
    private volatile boolean suspended;
    private volatile boolean queued;
    private volatile boolean again;
    private @Nullable Runnable onLeave;

    /**
     * A task with a lane of its own.
     *
     * @param lane where it runs until it is attached elsewhere
     */
    protected Work(Lane lane) {
        this.lane = lane;
    }

    /** Runs one item, in the lane; false when there was none. */
    protected abstract boolean runOne();

    /** Whether it will never have anything to do again. */
    protected abstract boolean isDone();

    /** There is something to do. Any thread; never blocks. */
    public final void signal() {
        var idle = enter();
        if (idle != null) {
            idle.start();
        }
    }

    /** The same, by the reader of a pipe: an inline lane runs here and now, so this may block. */
    public final void signalByReader() {
        var idle = enter();
        if (idle == null) {
            return;
        }
        if (idle.isInline()) {
            idle.drain();
        } else {
            idle.start();
        }
    }

    /** Gives the lane when that is to be started. */
    private @Nullable Lane enter() {
        if (queued || again) {
            // It will look once more: both are taken back before it does.
            return null;
        }
        guard.lock();
        try {
            if (running || suspended) {
                again = true;
                return null;
            }
            if (queued) {
                return null;
            }
            queued = true;
            return lane.enter(this) ? lane : null;
        } finally {
            guard.unlock();
        }
    }

    /** Whether {@link #signalByReader} may run it. */
    public final boolean isInline() {
        return lane.isInline();
    }

    /** The lane is about to run it; false when it was moved or suspended meanwhile. */
    final boolean begin(Lane by) {
        guard.lock();
        try {
            if (lane != by || !queued) {
                return false;
            }
            queued = false;
            if (suspended) {
                again = true;
                return false;
            }
            again = false;
            running = true;
            return true;
        } finally {
            guard.unlock();
        }
    }

    /** Whether its next item is still for this lane: it may be moved or suspended at any time. */
    final boolean goesOn(Lane by) {
        return lane == by && !suspended;
    }

    /** The lane has run it. */
    final void end(boolean more) {
        guard.lock();
        try {
            running = false;
            if (more || again) {
                if (suspended) {
                    again = true;
                } else {
                    queued = true;
                    lane.add(this);
                }
            }
        } finally {
            guard.unlock();
        }
    }

    /**
     * Moves to another lane; what runs now ends first. The old runner hears of it, and that it has
     * suspended the task is over: nobody else could resume it.
     */
    final void move(Lane to, @Nullable Runnable whenItLeaves) {
        Runnable left;
        guard.lock();
        try {
            left = onLeave;
            onLeave = whenItLeaves;
            lane = to;
            suspended = false;
            // The old lane skips it, since the lane is no longer its own.
            if (queued || again && !running) {
                queued = true;
                to.add(this);
            }
        } finally {
            guard.unlock();
        }
        if (left != null) {
            left.run();
        }
    }

    final void suspendWork() {
        guard.lock();
        try {
            suspended = true;
        } finally {
            guard.unlock();
        }
    }

    final void resumeWork() {
        guard.lock();
        try {
            suspended = false;
            if (again && !running && !queued) {
                queued = true;
                lane.add(this);
            }
        } finally {
            guard.unlock();
        }
    }

    /** The task has ended: its runner forgets it. */
    protected final void leaveRunner() {
        Runnable left;
        guard.lock();
        try {
            left = onLeave;
            onLeave = null;
        } finally {
            guard.unlock();
        }
        if (left != null) {
            left.run();
        }
    }

    @Override
    public final State state() {
        if (isDone()) {
            return State.DONE;
        }
        return running ? State.RUNNING : suspended ? State.SUSPENDED : State.READY;
    }
}
