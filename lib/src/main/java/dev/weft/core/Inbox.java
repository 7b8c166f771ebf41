package dev.weft.core;

import dev.weft.CloseReason;
import dev.weft.wire.Frame;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived on a channel and was not yet taken, and the credit that the peer has for more.
 *
 * <p>Two queues with a lock each, so that the reader, who adds to {@code newer}, and the program,
 * who takes from {@code older}, do not meet at every message: who finds {@code older} empty swaps
 * the two. {@code taking} is acquired before {@code adding}, and nothing else inside of them.
 *
 * <p>Holds less than the window and one message. Credit goes back when half of the window was
 * taken, in one frame. Any thread.
 */
final class Inbox {

    private final int windowBytes;
    private final int windowMessages;
    private final int yields;

    private final ReentrantLock adding = new ReentrantLock();
    private final Condition arrived = adding.newCondition();
    // Guarded by adding. "Used" is what the peer has sent and was not yet given credit for again.
    private ArrayDeque<MessageCore> newer = new ArrayDeque<>(2);
    private long usedBytes;
    private int usedMessages;
    private @Nullable CloseReason end;

    private final ReentrantLock taking = new ReentrantLock();
    // Guarded by taking. What arrives is for the channel, unless sinks have to sort it first: then
    // the channel has what they left to it, which is older than all that is not yet sorted.
    private ArrayDeque<MessageCore> older = new ArrayDeque<>(2);
    private final ArrayDeque<MessageCore> kept = new ArrayDeque<>(0);
    private boolean sorting;
    // "Owed" is the part of what is used that the program has taken.
    private int owedBytes;
    private int owedMessages;

    /**
     * Empty.
     *
     * @param windowBytes what the peer may have on its way, in bytes of bodies
     * @param windowMessages the same in messages
     * @param yields how often a taker lets other threads run before it parks
     */
    Inbox(int windowBytes, int windowMessages, int yields) {
        this.windowBytes = windowBytes;
        this.windowMessages = windowMessages;
        this.yields = yields;
    }

    void add(MessageCore message) throws ProtocolException {
        adding.lock();
        try {
            if (end != null) {
                return;
            }
            if (usedBytes >= windowBytes || usedMessages >= windowMessages) {
                throw new ProtocolException("message \"" + message.key() + "\" without credit: "
                        + usedBytes + " bytes of " + windowBytes + ", " + usedMessages
                        + " messages of " + windowMessages + " are used");
            }
            usedBytes += message.length();
            usedMessages++;
            newer.add(message);
            arrived.signal();
        } finally {
            adding.unlock();
        }
    }

    /** The next message; null when there is none after the time, or when the channel has ended. */
    @Nullable MessageCore poll(long timeoutNanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var left = timeoutNanos;
        for (var tries = 0; true; tries++) {
            if (tries == 1) {
                yieldForMore(left);
            }
            taking.lock();
            boolean more;
            boolean ended;
            try {
                var message = own();
                if (message != null) {
                    return message;
                }
                adding.lock(); // before taking is let go: so nothing comes in between
                more = !sorting && !newer.isEmpty();
                ended = end != null && (!sorting || older.isEmpty() && newer.isEmpty());
            } finally {
                taking.unlock();
            }
            try {
                if (!more) {
                    if (ended || left <= 0) {
                        return null;
                    }
                    if (tries > 0) {
                        left = await(left);
                    }
                }
            } finally {
                adding.unlock();
            }
        }
    }

    /**
     * Whoever adds is often at it right now, and parking costs more than a few messages do. What is
     * seen here without the lock may be old, and only says when to look.
     */
    private void yieldForMore(long nanos) {
        for (var i = 0; i < yields && nanos > 0 && newer.isEmpty(); i++) {
            Thread.yield();
        }
    }

    private long await(long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            arrived.await();
            return nanos;
        }
        return arrived.awaitNanos(nanos);
    }

    /** The next message if there is one. */
    @Nullable MessageCore poll() {
        taking.lock();
        try {
            return own();
        } finally {
            taking.unlock();
        }
    }

    private @Nullable MessageCore own() {
        var next = kept.poll();
        if (next != null || sorting) {
            return next;
        }
        oldest();
        return older.poll();
    }

    /** The oldest arrival, which stays where it is. */
    private @Nullable MessageCore oldest() {
        if (older.isEmpty()) {
            adding.lock();
            try {
                var empty = older;
                older = newer;
                newer = empty;
            } finally {
                adding.unlock();
            }
        }
        return older.peek();
    }

    // ---- for sinks

    /** Whether arrivals are sorted first. */
    void sort(boolean first) {
        taking.lock();
        try {
            sorting = first;
            wakeAll();
        } finally {
            taking.unlock();
        }
    }

    /** The first that is not sorted; stays where it is. */
    @Nullable MessageCore firstArrival() {
        taking.lock();
        try {
            return oldest();
        } finally {
            taking.unlock();
        }
    }

    /** The first arrival is for the channel itself. */
    void keepArrival(MessageCore message) {
        taking.lock();
        try {
            if (removeArrival(message)) {
                kept.add(message);
                wakeAll();
            }
        } finally {
            taking.unlock();
        }
    }

    /** The first arrival went elsewhere; false when the channel was closed and dropped it. */
    boolean removeArrival(MessageCore message) {
        taking.lock();
        try {
            if (oldest() != message) {
                return false;
            }
            older.poll();
            if (oldest() == null) {
                wakeAll(); // who waits for the rest of an ended channel
            }
            return true;
        } finally {
            taking.unlock();
        }
    }

    private void wakeAll() {
        adding.lock();
        try {
            arrived.signalAll();
        } finally {
            adding.unlock();
        }
    }

    // ---- credit and end

    /** The program has taken a message; gives the credit to return now, or null. */
    Frame.@Nullable Credit taken(int channel, int size) {
        taking.lock();
        try {
            owedBytes += size;
            owedMessages++;
            if (2 * (long) owedBytes < windowBytes && 2 * owedMessages < windowMessages) {
                return null;
            }
            var credit = new Frame.Credit(channel, owedBytes, owedMessages);
            returned(owedBytes, owedMessages);
            owedBytes = 0;
            owedMessages = 0;
            return credit;
        } finally {
            taking.unlock();
        }
    }

    private void returned(int bytes, int messages) {
        adding.lock();
        try {
            usedBytes -= bytes;
            usedMessages -= messages;
        } finally {
            adding.unlock();
        }
    }

    /** Nothing more arrives. What has arrived is dropped, or may still be taken. */
    void end(CloseReason reason, boolean drop) {
        taking.lock();
        adding.lock();
        try {
            if (end == null) {
                end = reason;
            }
            if (drop) {
                older.clear();
                newer.clear();
                kept.clear();
            }
            arrived.signalAll();
        } finally {
            adding.unlock();
            taking.unlock();
        }
    }

    /** For descriptions. */
    int count() {
        taking.lock();
        adding.lock();
        try {
            return older.size() + newer.size() + kept.size();
        } finally {
            adding.unlock();
            taking.unlock();
        }
    }
}
