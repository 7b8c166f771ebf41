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
 * <p>Holds less than the window and one message. Credit goes back when half of the window was
 * taken, in one frame. Any thread; a leaf lock.
 */
final class Inbox {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final int windowBytes;
    private final int windowMessages;
    // Guarded by lock. What arrives is for the channel, unless sinks have to sort it first: then
    // the channel has what they left to it, which is older than all that is not yet sorted.
    private final ArrayDeque<MessageCore> messages = new ArrayDeque<>();
    private final ArrayDeque<MessageCore> kept = new ArrayDeque<>(0);
    private boolean sorting;
    // "Used" is what the peer has sent and was not yet given credit for again; "owed" is the part
    // of it that the program has taken.
    private long usedBytes;
    private int usedMessages;
    private int owedBytes;
    private int owedMessages;
    private @Nullable CloseReason end;

    Inbox(int windowBytes, int windowMessages) {
        this.windowBytes = windowBytes;
        this.windowMessages = windowMessages;
    }

    void add(MessageCore message) throws ProtocolException {
        lock.lock();
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
            messages.add(message);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next message; null when there is none after the time, or when the channel has ended. */
    @Nullable MessageCore poll(long timeoutNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var left = timeoutNanos;
            var next = own();
            while (next == null && left > 0 && (end == null || sorting && !messages.isEmpty())) {
                left = arrived.awaitNanos(left);
                next = own();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** The next message if there is one. */
    @Nullable MessageCore poll() {
        lock.lock();
        try {
            return own();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable MessageCore own() {
        var next = kept.poll();
        return next == null && !sorting ? messages.poll() : next;
    }

    // ---- for sinks

    /** Whether arrivals are sorted first. */
    void sort(boolean first) {
        lock.lock();
        try {
            sorting = first;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The first that is not sorted; stays where it is. */
    @Nullable MessageCore firstArrival() {
        lock.lock();
        try {
            return messages.peek();
        } finally {
            lock.unlock();
        }
    }

    /** The first arrival is for the channel itself. */
    void keepArrival(MessageCore message) {
        lock.lock();
        try {
            if (removeArrival(message)) {
                kept.add(message);
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The first arrival went elsewhere; false when the channel was closed and dropped it. */
    boolean removeArrival(MessageCore message) {
        lock.lock();
        try {
            if (messages.peek() != message) {
                return false;
            }
            messages.poll();
            if (messages.isEmpty() && end != null) {
                arrived.signalAll(); // who waits for the rest of an ended channel
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    // ---- credit and end

    /** The program has taken a message; gives the credit to return now, or null. */
    Frame.@Nullable Credit taken(int channel, int size) {
        lock.lock();
        try {
            owedBytes += size;
            owedMessages++;
            if (2 * (long) owedBytes < windowBytes && 2 * owedMessages < windowMessages) {
                return null;
            }
            var credit = new Frame.Credit(channel, owedBytes, owedMessages);
            usedBytes -= owedBytes;
            usedMessages -= owedMessages;
            owedBytes = 0;
            owedMessages = 0;
            return credit;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more arrives. What has arrived is dropped, or may still be taken. */
    void end(CloseReason reason, boolean drop) {
        lock.lock();
        try {
            if (end == null) {
                end = reason;
            }
            if (drop) {
                messages.clear();
                kept.clear();
            }
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** For descriptions. */
    int count() {
        lock.lock();
        try {
            return messages.size() + kept.size();
        } finally {
            lock.unlock();
        }
    }
}
