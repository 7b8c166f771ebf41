package dev.weft.core;

import dev.weft.Listener;
import dev.weft.Node;
import dev.weft.Pipe;
import dev.weft.Runner;
import dev.weft.Sink;
import dev.weft.Timers;
import dev.weft.run.UserTask;
import dev.weft.run.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a node has made and must end. Any thread. */
final class Owned implements Work.Owner {

    private final NodeCore node;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final Set<ListenerCore> listeners = new LinkedHashSet<>();
    private final Map<PipeCore, Runnable> pipes = new LinkedHashMap<>();
    /** Runners, sinks, timers and user tasks, in the order in which they were made. */
    private final Set<AutoCloseable> parts = new LinkedHashSet<>();
    private boolean closed;

    Owned(NodeCore node) {
        this.node = node;
    }

    /** False when the node is closed, or when a local name is taken. */
    boolean add(ListenerCore listener) {
        lock.lock();
        try {
            var settings = listener.settings();
            if (closed || settings.endpoint.isLocal() && find(settings.endpoint.host()) != null) {
                return false;
            }
            return listeners.add(listener);
        } finally {
            lock.unlock();
        }
    }

    boolean add(PipeCore pipe, Runnable whenItEnds) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            pipes.put(pipe, whenItEnds);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T extends AutoCloseable> T add(T part) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("node " + node.name() + ": is closed");
            }
            parts.add(part);
            return part;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void remove(AutoCloseable part) {
        lock.lock();
        try {
            parts.remove(part);
        } finally {
            lock.unlock();
        }
    }

    void remove(ListenerCore listener) {
        lock.lock();
        try {
            listeners.remove(listener);
        } finally {
            lock.unlock();
        }
    }

    void remove(PipeCore pipe) {
        Runnable whenItEnds;
        lock.lock();
        try {
            whenItEnds = pipes.remove(pipe);
        } finally {
            lock.unlock();
        }
        if (whenItEnds != null) {
            whenItEnds.run();
        }
    }

    @Nullable ListenerCore localListener(String name) {
        lock.lock();
        try {
            return find(name);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ListenerCore find(String localName) {
        for (var listener : listeners) {
            if (listener.settings().endpoint.isLocal()
                    && listener.settings().endpoint.host().equals(localName)) {
                return listener;
            }
        }
        return null;
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends everything; each of the two waits takes at most the time-out. False if done before. */
    boolean close(Duration timeout) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        copy(listeners).forEach(ListenerCore::close);
        endPipes(timeout);
        endParts(timeout);
        return true;
    }

    private void endPipes(Duration timeout) {
        var open = copy(pipes.keySet());
        open.forEach(PipeCore::beginClose);
        var deadline = System.nanoTime() + timeout.toNanos();
        for (var pipe : open) {
            pipe.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            pipe.destroy();
        }
    }

    private void endParts(Duration timeout) {
        var all = copy(parts);
        for (var part : all) {
            try {
                part.close();
            } catch (Exception e) {
                node.log(System.Logger.Level.ERROR, "closing {0} failed: {1}", part, e);
            }
        }
        var deadline = System.nanoTime() + timeout.toNanos();
        try {
            for (var part : all) {
                if (part instanceof UserTask task) {
                    task.join(Math.max(0, deadline - System.nanoTime()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> List<T> copy(Set<T> set) {
        lock.lock();
        try {
            return new ArrayList<>(set);
        } finally {
            lock.unlock();
        }
    }

    Node.Snapshot snapshot() {
        var all = copy(parts);
        return new Node.Snapshot(node.name(), isClosed(),
                copy(listeners).stream().map(Listener::snapshot).toList(),
                copy(pipes.keySet()).stream().map(Pipe::snapshot).toList(),
                only(all, Sink.class).map(Sink::snapshot).toList(),
                only(all, Runner.class).map(Runner::snapshot).toList(),
                only(all, Timers.class).map(Timers::snapshot).toList(),
                (int) only(all, UserTask.class).count());
    }

    private static <T> Stream<T> only(List<?> all, Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast);
    }

    String describe() {
        lock.lock();
        try {
            return pipes.size() + " pipes, " + listeners.size() + " listeners"
                    + (closed ? ", closed" : "");
        } finally {
            lock.unlock();
        }
    }
}
