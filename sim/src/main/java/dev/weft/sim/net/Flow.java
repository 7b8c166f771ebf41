package dev.weft.sim.net;

import dev.weft.sim.core.Loop;
import java.util.ArrayDeque;

/** One direction of a connection: packets arrive in the order in which they were sent. */
final class Flow {

    private static final int ARRIVAL = 2;

    private final Loop loop;
    private final Path path;
    private final int boots;
    private final ArrayDeque<Packet> held = new ArrayDeque<>(0);
    private long lastArrival;

    Flow(Loop loop, Path path) {
        this.loop = loop;
        this.path = path;
        boots = path.from().boots();
    }

    Path path() {
        return path;
    }

    void send(Packet packet) {
        send(packet, 0);
    }

    private void send(Packet packet, long delay) {
        lastArrival = Math.max(lastArrival, loop.nanos + delay + path.latency());
        loop.after(lastArrival - loop.nanos, () -> arrive(packet));
    }

    /** What the cut held back is on its way again. */
    void again(long delay) {
        var packets = new ArrayDeque<>(held);
        held.clear();
        packets.forEach(packet -> send(packet, delay));
    }

    private void arrive(Packet packet) {
        if (boots != path.from().boots()) {
            return; // its sender lost power: what was on its way is gone
        }
        if (!held.isEmpty() || !path.isOpen()) {
            held.add(packet);
            path.await(this);
            return;
        }
        loop.trace().event(ARRIVAL, path.number());
        packet.arrive();
    }
}
