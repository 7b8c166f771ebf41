package dev.weft.core;

import dev.weft.CloseReason;
import dev.weft.Message;
import dev.weft.Sink;
import dev.weft.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sinks that take from a channel. While there are any, each arrival is sorted in the channel's
 * lane: it moves from the {@link Inbox}' arrivals to the first sink whose filter accepts it, or to
 * what the inbox keeps for the channel itself.
 *
 * <p>The lock is held while a message moves, never while a filter runs: so once a sink is detached
 * nothing of the channel comes to it any more. The locks of inbox and sink are inside of it.
 */
final class Taps {

    private record Tap(SinkCore sink, Predicate<? super Message> filter) {}

    private final ChannelCore channel;
    private final Inbox inbox;
    private final Handlers handlers;
    private final ReentrantLock lock = new ReentrantLock();
    /** Replaced as a whole, under the lock. */
    private volatile List<Tap> taps = List.of();
    // Confined to the lane: the verdict on the first arrival, so that no filter is asked twice.
    private @Nullable MessageCore judged;
    private List<Tap> judges = List.of();
    private @Nullable SinkCore verdict;

    Taps(ChannelCore channel, Inbox inbox, Handlers handlers) {
        this.channel = channel;
        this.inbox = inbox;
        this.handlers = handlers;
    }

    boolean isEmpty() {
        return taps.isEmpty();
    }

    void add(SinkCore sink, Predicate<? super Message> filter) {
        lock.lock();
        try {
            var more = new ArrayList<>(taps);
            var tap = new Tap(sink, filter);
            var at = indexOf(sink);
            if (at < 0) {
                more.add(tap);
            } else {
                more.set(at, tap);
            }
            set(more);
        } finally {
            lock.unlock();
        }
        channel.signal();
    }

    void remove(SinkCore sink) {
        lock.lock();
        try {
            var fewer = new ArrayList<>(taps);
            if (!fewer.removeIf(tap -> tap.sink() == sink)) {
                return;
            }
            set(fewer);
        } finally {
            lock.unlock();
        }
        channel.signal();
    }

    private int indexOf(SinkCore sink) {
        for (var i = 0; i < taps.size(); i++) {
            if (taps.get(i).sink() == sink) {
                return i;
            }
        }
        return -1;
    }

    private void set(List<Tap> now) {
        taps = List.copyOf(now);
        inbox.sort(!now.isEmpty());
    }

    /** The channel has ended and everything is sorted: its sinks forget it. */
    void end() {
        for (var tap : taps) {
            tap.sink().detach(channel);
        }
    }

    /** Sorts one arrival, in the lane; false when there is none, or no room where it belongs. */
    boolean sortOne() {
        var by = taps;
        var message = by.isEmpty() ? null : inbox.firstArrival();
        if (message == null) {
            return false;
        }
        if (judged != message || judges != by) {
            try {
                verdict = judge(message, by);
            } catch (Throwable e) {
                inbox.removeArrival(message);
                channel.taken(message);
                handlers.failed(message, "filter", e);
                return true;
            }
            judged = message;
            judges = by;
        }
        return move(message, by, verdict);
    }

    private static @Nullable SinkCore judge(MessageCore message, List<Tap> by) {
        if (message.kind() == Frame.Kind.REQUEST) {
            return null;
        }
        for (var tap : by) {
            if (tap.filter().test(message)) {
                return tap.sink();
            }
        }
        return null;
    }

    private boolean move(MessageCore message, List<Tap> by, @Nullable SinkCore to) {
        MessageCore over;
        lock.lock();
        try {
            if (taps != by || inbox.firstArrival() != message) {
                return true; // attached, detached or closed meanwhile: look again
            }
            if (to == null) {
                inbox.keepArrival(message);
                return true;
            }
            over = to.offer(message);
            to.offered();
        if (over == message && to.overflow() == Sink.Overflow.BLOCK) {
                return false; // the sink signals when there is room
            }
            inbox.removeArrival(message);
        } finally {
            lock.unlock();
        }
        if (over == message && to.overflow() == Sink.Overflow.CLOSE_SENDER) {
            channel.end(new CloseReason.LimitExceeded("capacity of sink " + to.name(),
                    to.capacity() + 1L, to.capacity()), "it sends faster than is taken", true);
        } else if (over != null) {
            over.channelCore().taken(over);
        }
        return true;
    }
}
