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
    private final ArrayDeque<Sent> sent = new ArrayDeque<>(2);
    private long lastArrival;
    private long nothingBefore;
    private boolean lost;

    /** A packet on its way; it arrives when all before it have arrived. */
    private static final class Sent {
        final Packet packet;
        boolean here;

        Sent(Packet packet) {
            this.packet = packet;
        }
    }

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
        var next = new Sent(packet);
        sent.add(next);
        loop.after(lastArrival - loop.nanos, () -> {
            next.here = true;
            deliver();
            if (!sent.isEmpty() && sent.peek().here) {
                packet.held();
            }
        });
    }

    /** What was held back is on its way again. */
    void again(long delay) {
        nothingBefore = loop.nanos + delay + path.transit(0);
        loop.after(nothingBefore - loop.nanos, this::deliver);
    }

    /** All that is here, in order. */
    private void deliver() {
        while (!sent.isEmpty() && sent.peek().here) {
            if (lost || boots != path.from().boots()) {
                sent.poll().packet.lost(); // its sender lost power: what was on its way is gone
            } else if (!path.isOpen()) {
                path.await(this);
                return;
            } else if (loop.nanos < nothingBefore) {
                return; // TCP has not sent it again yet
            } else {
                loop.trace().event(ARRIVAL, path.number());
                sent.poll().packet.arrive();
            }
        }
    }
}
