package dev.weft.sim.net;

import dev.weft.sim.Latency;
import dev.weft.sim.core.Loop;
import dev.weft.sim.core.Stream;
import dev.weft.sim.events.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way from one machine to another: latency, bandwidth, cuts, and a random stream of its own.
 *
 * <p>A packet that meets a cut or clog when it arrives, or a machine without power, waits in its
 * flow until {@link #release}: TCP sends it again.
 */
final class Path {

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final double SECOND = 1e9;
    private static final Latency LOOPBACK =
            Latency.between(Duration.ofNanos(10 * MICRO), Duration.ofNanos(40 * MICRO));

    private final Loop loop;
    private final Machine from;
    private final Machine to;
    private final Stream chance;
    private final int number;
    private final Set<Flow> waiting = new LinkedHashSet<>();
    private final Trouble cutting;
    private final Trouble clogging;
    private final Trouble slowing;

    private boolean cut;
    private boolean clogged;
    private boolean wasCut;
    private @Nullable Latency latency;
    private long extraNanos;
    private long bytesPerSecond = Long.MAX_VALUE;
    private long busyUntil;

    Path(Loop loop, Machine from, Machine to, int number) {
        this.loop = loop;
        this.from = from;
        this.to = to;
        this.number = number;
        latency = from == to ? LOOPBACK : null;
        chance = loop.stream("path " + from.name() + " " + to.name());
        cutting = new Trouble(loop.log(), from.name(), to.name());
        clogging = new Trouble(loop.log(), from.name(), to.name());
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

    void clog(boolean now) {
        clogged = now;
        clogging.set(now, "clogged from " + from.name() + " to " + to.name());
        release();
    }

    void slow(long extra) {
        extraNanos = extra;
        slowing.set(extra > 0, "slower by " + extra / MILLI + " ms from " + from.name() + " to "
                + to.name());
    }

    void latency(Latency other) {
        latency = other;
    }

    void bandwidth(long limit) {
        bytesPerSecond = limit;
    }

    /** Whether packets get through now. */
    boolean isOpen() {
        return from == to || !isCut() && !clogged && !from.isClogged() && !to.isClogged();
    }

    /** Whether packets are lost, and not only held back. */
    private boolean isCut() {
        return cut || from.isIsolated() || to.isIsolated() || !to.hasPower();
    }

    /** Sends again what waits, if the path is open. */
    void release() {
        if (isOpen() && !waiting.isEmpty()) {
            var flows = new ArrayList<>(waiting);
            waiting.clear();
            for (var flow : flows) {
                var again = chance.at(loop.nanos).between(MILLI, 300 * MILLI);
                flow.again(wasCut ? again : 0);
            }
            wasCut = false;
        }
    }

    void await(Flow flow) {
        waiting.add(flow);
        wasCut |= isCut();
    }

    /** How long the next packet takes; the path is busy with it for a part of that. */
    long transit(int bytes) {
        var drawn = Math.max(0, (latency == null ? from.fabric().latency() : latency)
                .nanos(chance.at(loop.nanos)));
        if (bytesPerSecond == Long.MAX_VALUE) {
            return extraNanos + drawn;
        }
        var start = Math.max(loop.nanos, busyUntil);
        busyUntil = start + (long) (bytes * SECOND / bytesPerSecond);
        return busyUntil - loop.nanos + extraNanos + drawn;
    }

    /** Where a write of this many bytes is cut in two segments; 0 for not at all. */
    int split(int bytes) {
        var splits = chance.at(loop.nanos).chance(0.05);
        var place = chance.below(bytes);
        return splits ? place : 0;
    }
}
