package dev.weft.sim.net;

import dev.weft.sim.core.Loop;
import dev.weft.sim.core.Stream;
import dev.weft.sim.events.Trouble;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The way from one machine to another: latency, cuts, and a random stream of its own.
 *
 * <p>A packet that meets a cut when it arrives, or a machine without power, waits in its flow until
 * {@link #release}: TCP sends it again.
 */
final class Path {

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    private final Loop loop;
    private final Machine from;
    private final Machine to;
    private final Stream chance;
    private final int number;
    private final Set<Flow> waiting = new LinkedHashSet<>();
    private final Trouble cutting;
    private final Trouble slowing;

    private boolean cut;
    private long extraNanos;

    Path(Loop loop, Machine from, Machine to, int number) {
        this.loop = loop;
        this.from = from;
        this.to = to;
        this.number = number;
        chance = loop.stream("path " + from.name() + " " + to.name());
        cutting = new Trouble(loop.log(), from.name(), to.name());
        slowing = new Trouble(loop.log(), from.name(), to.name());
    }

    Machine from() {
        return from;
    }

    Machine to() {
        return to;
    }

    /** For the trace. */
    int number() {
        return number;
    }

    void cut(boolean now) {
        cut = now;
        cutting.set(now, "cut from " + from.name() + " to " + to.name());
        release();
    }

    void slow(long extra) {
        extraNanos = extra;
        slowing.set(extra > 0, "slower by " + extra / MILLI + " ms from " + from.name() + " to "
                + to.name());
    }

    /** Whether packets get through now. */
    boolean isOpen() {
        return from == to || !cut && !from.isIsolated() && !to.isIsolated() && to.hasPower();
    }

    /** Sends again what waits, if the path is open. */
    void release() {
        if (isOpen() && !waiting.isEmpty()) {
            var flows = new ArrayList<>(waiting);
            waiting.clear();
            flows.forEach(flow -> flow.again(chance.between(MILLI, 300 * MILLI)));
        }
    }

    void await(Flow flow) {
        waiting.add(flow);
    }

    /** How long the next packet takes: mostly a local network, now and then a lost segment. */
    long latency() {
        if (from == to) {
            return chance.between(10 * MICRO, 40 * MICRO);
        }
        var rare = chance.chance(0.001);
        return extraNanos + chance.between(100 * MICRO, rare ? 100 * MILLI : 800 * MICRO);
    }

    /** Where a write of this many bytes is cut in two segments; 0 for not at all. */
    int split(int bytes) {
        var splits = chance.chance(0.05);
        var place = chance.below(bytes);
        return splits ? place : 0;
    }
}
