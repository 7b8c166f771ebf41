package dev.weft.sim.net;

import dev.weft.sim.core.Life;
import dev.weft.sim.core.Waiters;
import dev.weft.transport.Link;
import java.io.IOException;
import java.util.ArrayDeque;

/** A listener. The kernel connects peers before they are accepted, up to the backlog. */
final class SimListener implements Link.Listener {

    private static final int BACKLOG = 128;

    private final Machine machine;
    private final int port;
    private final boolean local;
    private final Life life;
    private final Waiters acceptors;
    private final ArrayDeque<SimLink> backlog = new ArrayDeque<>();
    private boolean closed;

    SimListener(Machine machine, int port, boolean local, Life life) {
        this.machine = machine;
        this.port = port;
        this.local = local;
        this.life = life;
        acceptors = new Waiters(machine.loop());
    }

    /** Whether that machine may connect to it. */
    boolean isReachableFrom(Machine peer) {
        return !local || peer == machine;
    }

    boolean isFull() {
        return backlog.size() >= BACKLOG;
    }

    Life life() {
        return life;
    }

    void add(SimLink link) {
        backlog.add(link);
        acceptors.wakeOne();
    }

    @Override
    public Link accept() throws IOException {
        while (!closed) {
            var link = backlog.poll();
            if (link != null) {
                return link;
            }
            acceptors.await(Waiters.FOREVER);
        }
        throw new IOException(this + ": closed");
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            machine.remove(this);
            backlog.forEach(SimLink::abort);
            backlog.clear();
            acceptors.wakeAll();
        }
    }

    @Override
    public String toString() {
        return "simulated listener " + machine.name() + ":" + port;
    }
}
