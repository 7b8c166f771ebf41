package dev.weft.run;

import dev.weft.Policy;
import dev.weft.Runner;
import dev.weft.Task;
import dev.weft.trace.Traced;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Gives attached tasks its lane (GROUP), or each a lane of its own (STANDALONE). */
public final class RunnerCore extends Traced implements Runner {

    private final String name;
    private final ThreadFactory threads;
    private final @Nullable Lane group;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final Set<Work> tasks = new LinkedHashSet<>();
    private boolean closed;

    /** A runner without tasks. */
    public RunnerCore(String name, Policy policy, ThreadFactory threads) {
        this.name = name;
        this.threads = threads;
        this.group = policy instanceof Policy.Group it
                ? new Lane(name, threads, it.maxBatch())
                : null;
    }

    /** A lane for a task that belongs to no group. */
    public static Lane ownLane(String name, ThreadFactory threads) {
        return new Lane(name, threads, 256);
    }

    @Override
    public Runner attach(Task task) {
        var work = work(task);
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException(describe() + ": closed, can't attach " + task);
            }
            tasks.add(work);
        } finally {
            lock.unlock();
        }
        work.move(group != null ? group : ownLane(name, threads), () -> forget(work));
        if (work.isDone()) {
            forget(work);
        }
        return this;
    }

    @Override
    public void detach(Task task) {
        work(task).move(ownLane(name, threads), null);
    }

    @Override
    public void suspend(Task task) {
        work(task).suspendWork();
    }

    @Override
    public void resume(Task task) {
        work(task).resumeWork();
    }

    @Override
    public void close() {
        List<Work> left;
        lock.lock();
        try {
            closed = true;
            left = List.copyOf(tasks);
        } finally {
            lock.unlock();
        }
        for (var task : left) {
            if (task instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    log(System.Logger.Level.ERROR, "closing {0} failed: {1}", task, e);
                }
            }
        }
    }

    private void forget(Work work) {
        lock.lock();
        try {
            tasks.remove(work);
        } finally {
            lock.unlock();
        }
    }

    private Work work(Task task) {
        if (task instanceof Work work) {
            return work;
        }
        throw new IllegalArgumentException(describe() + ": only tasks of a node can be attached: "
                + task.describe());
    }

    @Override
    public String describe() {
        lock.lock();
        try {
            return "runner " + name + "[" + (group != null ? "GROUP" : "STANDALONE") + ", "
                    + tasks.size() + " tasks]";
        } finally {
            lock.unlock();
        }
    }
}
