package dev.weft.sim.net;

import dev.weft.sim.core.Loop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** One direction of a connection: packets arrive in the order in which they were sent. */
final class Flow {

    private static final int ARRIVAL = 2;

    private final Loop loop;
    private final Path path;
    private final Wiretap tap;
    private final int boots;
    private final ArrayDeque<Packet> held = new ArrayDeque<>(0);
    private long lastArrival;
    private boolean lost;

    Flow(Loop loop, Path path, Wiretap tap) {
        this.loop = loop;
        this.path = path;
        this.tap = tap;
        boots = path.from().boots();
    }

    Path path() {
        return path;
    }

    Wiretap tap() {
        return tap;
    }

    /** Sends what the network itself has to say. */
    void send(String what, Packet packet) {
        schedule(tap.packet(what, packet), path.transit(0));
    }

    /** Sends bytes of the program. */
    void send(ByteBuffer bytes, Packet packet) {
        schedule(tap.packet(bytes, packet), path.transit(bytes.remaining()));
    }

    /** From now on, and for what is on its way: nothing arrives. */
    void lose() {
        lost = true;
    }

    private void schedule(Packet packet, long delay) {
        lastArrival = Math.max(lastArrival, loop.nanos + delay);
        loop.after(lastArrival - loop.nanos, () -> arrive(packet));
    }

    /** What the cut held back is on its way again. */
    void again(long delay) {
        var packets = new ArrayDeque<>(held);
        held.clear();
        packets.forEach(packet -> schedule(packet, delay + path.transit(0)));
    }

    private void arrive(Packet packet) {
        if (lost || boots != path.from().boots()) {
            packet.lost(); // its sender lost power: what was on its way is gone
            return;
        }
        if (!held.isEmpty() || !path.isOpen()) {
            packet.held();
            held.add(packet);
            path.await(this);
            return;
        }
        loop.trace().event(ARRIVAL, path.number());
        packet.arrive();
    }
}
