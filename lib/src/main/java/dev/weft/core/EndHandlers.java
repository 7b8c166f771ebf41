package dev.weft.core;

import static java.lang.System.Logger.Level.ERROR;

import dev.weft.CloseReason;
import dev.weft.Handler;
import dev.weft.trace.FlightEvents;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a channel's user wants to run at its end, and the heartbeat that may bring it. */
final class EndHandlers {

    private final ChannelCore channel;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final ArrayDeque<Handler<CloseReason>> onClose = new ArrayDeque<>(1);
    private @Nullable Handler<CloseReason> onLost;
    private @Nullable Heartbeat heartbeat;

    EndHandlers(ChannelCore channel) {
        this.channel = channel;
    }

    void onClose(Handler<CloseReason> handler) {
        lock.lock();
        try {
            onClose.add(handler);
        } finally {
            lock.unlock();
        }
    }

    /** Replaces the heartbeat and what runs when it is lost. */
    void watch(Heartbeat watch, Handler<CloseReason> whenLost) {
        lock.lock();
        try {
            if (heartbeat != null) {
                heartbeat.stop();
            }
            heartbeat = watch;
            onLost = whenLost;
        } finally {
            lock.unlock();
        }
    }

    /** The channel has ended: its heartbeat stops, and a flight recording hears of it. */
    void ended(CloseReason why) {
        stopWatch();
        FlightEvents.closed(channel, why);
    }

    private void stopWatch() {
        lock.lock();
        try {
            if (heartbeat != null) {
                heartbeat.stop();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Runs each handler that has not yet run, in the channel's lane. */
    void run(CloseReason reason) {
        for (var handler = next(reason); handler != null; handler = next(reason)) {
            try {
                handler.handle(reason);
            } catch (Throwable e) {
                channel.log(ERROR, "onClose threw {0}", e);
            }
        }
    }

    private @Nullable Handler<CloseReason> next(CloseReason reason) {
        lock.lock();
        try {
            if (onLost != null && reason instanceof CloseReason.HeartbeatLost) {
                var first = onLost;
                onLost = null;
                return first;
            }
            return onClose.poll();
        } finally {
            lock.unlock();
        }
    }
}
