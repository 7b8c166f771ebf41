package dev.weft.run;

import dev.weft.NetException;
import dev.weft.Policy;
import dev.weft.Runner;
import dev.weft.Task;
import dev.weft.trace.Traced;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Gives attached tasks its lane (GROUP), or each a lane of its own (STANDALONE, INLINE). */
public final class RunnerCore extends Traced implements Runner {

    /** A runner that is so far behind has a task that holds its lane, or too much to do. */
    private static final int MOST_TASKS = 100_000;

    private static final int OWN_BATCH = 256;

    private final String name;
    private final Policy policy;
    private final ThreadFactory threads;
    private final @Nullable Lane group;
    private final Work.Owner owner;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final Set<Work> tasks = new LinkedHashSet<>();
    private boolean closed;

    /** A runner without tasks. */
    public RunnerCore(String name, Policy policy, ThreadFactory threads, Work.Owner owner) {
        this.name = name;
        this.policy = policy;
        this.threads = threads;
        this.group = policy instanceof Policy.Group it
                ? new Lane(name, threads, it.maxBatch())
                : null;
        this.owner = owner;
    }

    /** A lane for a task that belongs to no group. */
    public static Lane ownLane(String name, ThreadFactory threads) {
        return new Lane(name, threads, OWN_BATCH);
    }

    @Override
    public Runner attach(Task task) {
        var work = work(task);
        if (work instanceof UserTask) {
            throw new IllegalArgumentException(describe() + ": " + task.describe()
                    + " stays where it was started; run(name, body) runs code in a runner");
        }
        add(work);
        return this;
    }

    private void add(Work work) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException(describe() + ": closed, can't take " + work);
            }
            if (!tasks.add(work)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        work.move(laneFor(name), () -> forget(work));
        if (work.isDone()) {
            forget(work);
        }
    }

    private Lane laneFor(String taskName) {
        if (group != null) {
            return group;
        }
        return new Lane(taskName, threads, OWN_BATCH, policy instanceof Policy.Inline);
    }

    @Override
    public Task run(String taskName, Task.Body body) {
        lock.lock();
        try {
            if (tasks.size() >= MOST_TASKS) {
                throw new NetException.OverLimit(describe() + ": task \"" + taskName
                        + "\" would be one over " + MOST_TASKS + "; something holds the lane");
            }
        } finally {
            lock.unlock();
        }
        var task = new UserTask(taskName, laneFor(taskName), body, owner);
        add(task);
        task.start();
        return task;
    }

    @Override
    public void detach(Task task) {
        var work = work(task);
        if (has(work)) {
            work.move(ownLane(name, threads), null);
        }
    }

    @Override
    public void suspend(Task task) {
        checkHas(task).suspendWork();
    }

    @Override
    public void resume(Task task) {
        checkHas(task).resumeWork();
    }

    private Work checkHas(Task task) {
        var work = work(task);
        if (!has(work) && !work.isDone()) {
            throw new IllegalArgumentException(
                    describe() + ": not attached here: " + task.describe());
        }
        return work;
    }

    private boolean has(Work work) {
        lock.lock();
        try {
            return tasks.contains(work);
        } finally {
            lock.unlock();
        }
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
        for (var task : left.reversed()) { // what waits for its turn does not begin any more
            if (task instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    log(System.Logger.Level.ERROR, "closing {0} failed: {1}", task, e);
                }
            }
            task.resumeWork(); // what was set aside is to hear of its end, too
        }
        owner.remove(this);
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
    public Snapshot snapshot() {
        List<Work> all;
        lock.lock();
        try {
            all = List.copyOf(tasks);
        } finally {
            lock.unlock();
        }
        var count = new int[Task.State.values().length];
        all.forEach(task -> count[task.state().ordinal()]++);
        return new Snapshot(name, policy, count[Task.State.READY.ordinal()],
                count[Task.State.RUNNING.ordinal()], count[Task.State.SUSPENDED.ordinal()]);
    }

    @Override
    public String describe() {
        var now = group == null ? null : group.current();
        int count;
        lock.lock();
        try {
            count = tasks.size();
        } finally {
            lock.unlock();
        }
        var kind = policy.getClass().getSimpleName().toUpperCase(Locale.ROOT);
        return "runner " + name + "[" + kind + ", " + count
                + " tasks" + (now == null ? "]" : ", RUNNING " + now.describe() + "]");
    }
}
