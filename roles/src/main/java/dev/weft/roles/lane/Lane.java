package dev.weft.roles.lane;

import dev.weft.Channel;
import dev.weft.Handler;
import dev.weft.NetException;
import dev.weft.Node;
import dev.weft.Policy;
import dev.weft.Runner;
import dev.weft.Task;
import dev.weft.Timers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A GROUP runner, with timers in it and a door for other threads: whatever happens in one lane
 * happens one at a time, so the state of its actors needs no locks.
 *
 * <p>Nothing in a lane may wait: what needs a database or a peer goes {@link #away}, on a thread of
 * its own, and comes back. Bounded: at most {@value #POSTS_MAX} posts wait. Ends with
 * {@link #close}, or with its node.
 */
public final class Lane implements AutoCloseable {

    private static final int POSTS_MAX = 10_000;

    private final Node node;
    private final String name;
    private final Runner runner;
    private final Timers timers;
    private final BlockingQueue<Task.Body> posts = new LinkedBlockingQueue<>(POSTS_MAX);
    private volatile boolean closed;
    private final AtomicBoolean armed = new AtomicBoolean(); // a drain is on its way

    /** An empty lane. */
    public Lane(Node node, String name) {
        this.node = node;
        this.name = name;
        runner = node.runner(name, Policy.GROUP);
        timers = node.timers(name);
        runner.attach(timers);
    }

    /** Runs it in the lane, soon and in the order of the posts. From any thread. */
    public void post(Task.Body body) {
        if (!posts.offer(body)) {
            throw new IllegalStateException("lane " + name + " is " + POSTS_MAX + " posts behind");
        }
        arm();
    }

    /**
     * Does work that waits on a thread of its own, and brings the result back into the lane.
     *
     * @param task names the thread
     * @param work should not throw: what it throws is logged, and nothing comes back
     */
    public <T> void away(String task, Callable<? extends T> work, Handler<? super T> then) {
        unlessOver(() -> node.run(task, () -> {
            var result = work.call();
            post(() -> then.handle(result));
        }));
    }

    /** From now on the channel's handlers run in this lane. */
    public void attach(Channel channel) {
        runner.attach(channel);
    }

    /** Runs it in the lane after the delay; the same key replaces. */
    public void once(String key, Duration delay, Task.Body body) {
        unlessOver(() -> timers.once(key, delay, body));
    }

    /** Runs it in the lane again and again. */
    public void every(String key, Duration interval, Task.Body body) {
        timers.every(key, interval, body);
    }

    /** Forgets a timer. */
    public void cancel(String key) {
        timers.cancel(key);
    }

    /** Sends without waiting. A peer that takes nothing any more is cut: it must come anew. */
    public static void tell(Channel channel, Object message) {
        try {
            if (!channel.trySend(message)) {
                channel.log(System.Logger.Level.WARNING, "takes nothing any more, cut");
                channel.pipe().destroy();
            }
        } catch (NetException.Closed e) {
            // Its onClose tells whoever cares.
        }
    }

    @Override
    public void close() {
        closed = true;
        timers.close();
        runner.close();
    }

    /** While everything ends, what would only come later need not be done. */
    private void unlessOver(Runnable start) {
        try {
            start.run();
        } catch (IllegalStateException e) {
            if (!closed && !node.isClosed()) {
                throw e;
            }
        }
    }

    private void arm() {
        if (armed.compareAndSet(false, true)) {
            unlessOver(() -> timers.once("post", Duration.ZERO, this::drain));
        }
    }

    private void drain() throws Exception {
        armed.set(false);
        for (var body = posts.poll(); body != null; body = posts.poll()) {
            try {
                body.run();
            } catch (Exception e) {
                arm(); // for those behind it
                throw e;
            }
        }
    }
}
