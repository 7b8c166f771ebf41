package dev.weft.core;

import static java.lang.System.Logger.Level.ERROR;

import dev.weft.CloseReason;
import dev.weft.Described;
import dev.weft.Pipe;
import dev.weft.Task;
import dev.weft.run.RunnerCore;
import dev.weft.run.Work;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs the handlers of a pipe's or a listener's own events one at a time, in order, in a lane.
 * Holds at most the few events that one pipe has.
 */
final class Events extends Work {

    private record Event(String name, Task.Body body) {}

    private final ConcurrentLinkedQueue<Event> waiting = new ConcurrentLinkedQueue<>();
    private final Described of;
    /** So that the end of a pipe is never told before its beginning. */
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private boolean connected;
    private boolean ended;

    Events(ThreadFactory threads, Described of) {
        super(RunnerCore.ownLane("events", threads));
        this.of = of;
    }

    /** A pipe is ready; nothing is told of one that has ended meanwhile. */
    void connected(Pipe pipe, Settings settings) {
        lock.lock();
        try {
            var handler = settings.onConnected;
            connected = !ended;
            if (handler != null && connected) {
                add("onConnected", () -> handler.handle(pipe));
            }
        } finally {
            lock.unlock();
        }
    }

    /** A pipe has ended; told if the program has heard of it, or could have. */
    void ended(Pipe pipe, Settings settings, CloseReason why) {
        lock.lock();
        try {
            ended = true;
            var onClose = settings.onClose;
            if (onClose != null && connected) {
                add("onClose", () -> onClose.handle(why));
            }
            var onDestroy = settings.onDestroy;
            if (onDestroy != null && connected) {
                add("onDestroy", () -> onDestroy.handle(pipe));
            }
        } finally {
            lock.unlock();
        }
    }

    void add(String name, Task.Body body) {
        waiting.add(new Event(name, body));
        signal();
    }

    @Override
    protected boolean runSome(int max) {
        for (var event = waiting.poll(); event != null; event = waiting.poll()) {
            try {
                event.body().run();
            } catch (Throwable e) {
                of.log(ERROR, "{0} threw {1}", event.name(), e);
            }
        }
        return false;
    }

    @Override
    protected boolean isDone() {
        return false;
    }

    @Override
    public String describe() {
        return "events of " + of.describe();
    }
}
