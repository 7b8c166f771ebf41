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
    // Guarded by lock. "Used" is what the peer has sent and was not yet given credit for again;
    // "owed" is the part of it that the program has taken.
    private final ArrayDeque<MessageCore> messages = new ArrayDeque<>();
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
            while (messages.isEmpty() && end == null && left > 0) {
                left = arrived.awaitNanos(left);
            }
            return messages.poll();
        } finally {
            lock.unlock();
        }
    }

    /** The next message if there is one. */
    @Nullable MessageCore poll() {
        lock.lock();
        try {
            return messages.poll();
        } finally {
            lock.unlock();
        }
    }

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
            return messages.size();
        } finally {
            lock.unlock();
        }
    }
}
