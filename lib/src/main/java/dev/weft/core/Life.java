package dev.weft.core;

import static java.lang.System.Logger.Level.ERROR;

import dev.weft.CloseReason;
import dev.weft.Described;
import dev.weft.NetException;
import dev.weft.Pipe;
import dev.weft.Task;
import dev.weft.core.BindingCore.Settings;
import dev.weft.run.RunnerCore;
import dev.weft.run.Work;
import dev.weft.trace.FlightEvents;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The life of a pipe: new, then ready, then ended, or ended without ever having been ready; and the
 * events that tell of it. Each comes once: connected, close, destroy for a pipe that was ready, and
 * failed for an accepted one that was not. A failed connect is told by who called it.
 *
 * <p>Any thread. The lock decides whether the peer's hello or the end came first.
 */
final class Life {

    private final Pipe pipe;
    private final Settings settings;
    private final boolean connector;
    private final Events events;
    private final CountDownLatch decided = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock; volatile for those who only look.
    private volatile boolean ready;
    private volatile boolean closing;
    private volatile @Nullable CloseReason reason;

    Life(PipeCore pipe, Settings settings, boolean connector) {
        this.pipe = pipe;
        this.settings = settings;
        this.connector = connector;
        this.events = new Events(pipe.nodeCore().threads(), pipe);
    }

    /** The peer has said hello. False when the pipe has ended before. */
    boolean becomeReady() {
        lock.lock();
        try {
            if (reason != null) {
                return false;
            }
            ready = true;
            var handler = settings.onConnected;
            if (handler != null) {
                events.add("onConnected", () -> handler.handle(pipe));
            }
        } finally {
            lock.unlock();
        }
        decided.countDown();
        FlightEvents.opened(pipe);
        return true;
    }

    /** Waits for the peer's hello or the end; false when the time is over. */
    boolean awaitDecided(Duration timeout) throws InterruptedException {
        return decided.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** This side begins to close. False when it, or the peer, has done so before. */
    boolean beginClose() {
        lock.lock();
        try {
            var first = !closing && reason == null;
            closing = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the reason; the first one counts. The caller ends the rest, then {@link #over}. */
    boolean end(CloseReason why, boolean unlessReady) {
        lock.lock();
        try {
            if (reason != null || unlessReady && ready) {
                return false;
            }
            reason = why;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing of the pipe is left. */
    void over(CloseReason why) {
        FlightEvents.closed(pipe, why);
        decided.countDown();
        over.countDown();
        var onClose = settings.onClose;
        var onDestroy = settings.onDestroy;
        var onFailed = settings.onFailed;
        if (ready && onClose != null) {
            events.add("onClose", () -> onClose.handle(why));
        }
        if (ready && onDestroy != null) {
            events.add("onDestroy", () -> onDestroy.handle(pipe));
        }
        if (!ready && !connector && onFailed != null) {
            events.add("onFailed", () -> onFailed.handle(failure(why)));
        }
    }

    /** What a handshake that ended in this way throws. */
    NetException.ConnectFailed failure(CloseReason why) {
        var who = pipe.describe() + ": no handshake: ";
        return switch (why) {
            case CloseReason.TransportFailed it ->
                    new NetException.ConnectFailed(who + it.cause().getMessage(), it.cause());
            case CloseReason.ProtocolViolated it ->
                    new NetException.ConnectFailed(who + it.detail());
            default -> new NetException.ConnectFailed(who + why);
        };
    }

    CloseReason join() throws InterruptedException {
        over.await();
        return reason == null ? new CloseReason.ClosedHere() : reason;
    }

    /** Waits for the end, at most so long; an interrupt ends the wait and stays set. */
    void awaitOver(Duration timeout) {
        try {
            over.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isReady() {
        return ready;
    }

    boolean isClosing() {
        return closing;
    }

    /** Why it ended; null while it has not. */
    @Nullable CloseReason reason() {
        return reason;
    }

    /**
     * Runs the handlers of a pipe's or a listener's own events one at a time, in order, in a lane.
     * Holds at most the few events that one pipe has.
     */
    static final class Events extends Work {

        private record Event(String name, Task.Body body) {}

        private final ConcurrentLinkedQueue<Event> waiting = new ConcurrentLinkedQueue<>();
        private final Described of;

        Events(ThreadFactory threads, Described of) {
            super(RunnerCore.ownLane("events", threads));
            this.of = of;
        }

        void add(String name, Task.Body body) {
            waiting.add(new Event(name, body));
            signal();
        }

        @Override
        protected boolean runOne() {
            var event = waiting.poll();
            if (event == null) {
                return false;
            }
            try {
                event.body().run();
            } catch (Throwable e) {
                of.log(ERROR, "{0} threw {1}", event.name(), e);
            }
            return true;
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
}
