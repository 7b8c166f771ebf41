package dev.weft.core;

import dev.weft.CloseReason;
import dev.weft.run.TimerQueue;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches for the peer's silence: pings after an interval of it, and gives up after the timeout.
 *
 * <p>Runs on the node's timer thread, about once an interval. When a check comes late by more than
 * an interval, this process was stopped or starved and the peer may be innocent: it gets one more
 * interval before it is given up, as HikariCP's house-keeper does on clock leaps.
 */
final class Heartbeat {

    private final TimerQueue timers;
    private final long intervalNanos;
    private final Duration timeout;
    private final LongSupplier lastHeardNanos;
    private final Runnable ping;
    private final Consumer<CloseReason.HeartbeatLost> lost;
    private volatile boolean stopped;
    private volatile TimerQueue.@Nullable Alarm next;
    /** Silence before it was asked for is no sign of death. */
    private final long begunNanos = System.nanoTime();
    private boolean spared; // confined to the timer thread

    private Heartbeat(TimerQueue timers, Duration interval, Duration timeout,
            LongSupplier lastHeardNanos, Runnable ping, Consumer<CloseReason.HeartbeatLost> lost) {
        this.timers = timers;
        this.intervalNanos = interval.toNanos();
        this.timeout = timeout;
        this.lastHeardNanos = lastHeardNanos;
        this.ping = ping;
        this.lost = lost;
    }

    static Heartbeat start(TimerQueue timers, Duration interval, Duration timeout,
            LongSupplier lastHeardNanos, Runnable ping, Consumer<CloseReason.HeartbeatLost> lost) {
        checkRange(interval, timeout);
        var heartbeat = new Heartbeat(timers, interval, timeout, lastHeardNanos, ping, lost);
        heartbeat.checkAt(heartbeat.begunNanos + heartbeat.intervalNanos);
        return heartbeat;
    }

    static void checkRange(Duration interval, Duration timeout) {
        if (interval.isZero() || interval.isNegative() || timeout.compareTo(interval) < 0) {
            throw new IllegalArgumentException("heartbeat needs 0 < interval <= timeout: "
                    + interval + ", " + timeout);
        }
    }

    void stop() {
        stopped = true;
        var alarm = next;
        if (alarm != null) {
            alarm.cancel();
        }
    }

    private void checkAt(long dueNanos) {
        next = timers.at(dueNanos, () -> check(dueNanos));
    }

    private void check(long dueNanos) {
        if (stopped) {
            return;
        }
        var now = System.nanoTime();
        var silence = Math.min(now - lastHeardNanos.getAsLong(), now - begunNanos);
        if (silence >= timeout.toNanos()) {
            if (spared || now - dueNanos <= intervalNanos) {
                stopped = true;
                lost.accept(new CloseReason.HeartbeatLost(Duration.ofNanos(silence), timeout));
                return;
            }
            spared = true;
        } else {
            spared = false;
        }
        var due = now - silence + intervalNanos;
        if (silence >= intervalNanos) {
            ping.run();
            var end = now - silence + timeout.toNanos();
            due = end > now ? Math.min(now + intervalNanos, end) : now + intervalNanos;
        }
        checkAt(due);
    }
}
