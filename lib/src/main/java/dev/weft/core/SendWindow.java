package dev.weft.core;

import dev.weft.CloseReason;
import dev.weft.NetException;
import java.net.ProtocolException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the peer lets a channel send: its credit. A message may go while both numbers are over zero
 * and may take the bytes below, so one message larger than the window can still pass.
 *
 * <p>Any thread; a leaf lock. Ends with {@link #close}, which wakes all who wait.
 */
final class SendWindow {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Supplier<String> who;
    // Guarded by lock.
    private long bytes;
    private long messages;
    private int windowBytes;
    private int windowMessages;
    private boolean open;
    private @Nullable CloseReason closed;

    SendWindow(Supplier<String> who) {
        this.who = who;
    }

    /** The peer has taken the channel, with this credit. */
    void open(int initialBytes, int initialMessages) throws ProtocolException {
        lock.lock();
        try {
            if (open) {
                throw new ProtocolException("a channel is taken twice");
            }
            open = true;
            bytes = windowBytes = initialBytes;
            messages = windowMessages = initialMessages;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the peer has taken the channel or refused it, which {@code close} tells. */
    void awaitOpen() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!open && closed == null) {
                changed.await();
            }
            if (!open) {
                checkClosed(); // a channel that was taken and ended already may hold messages
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for credit and takes it; false when the time is over first. */
    boolean take(int size, long timeoutNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var left = timeoutNanos;
            while (closed == null && !hasCredit()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            checkClosed();
            bytes -= size;
            messages--;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasCredit() {
        return open && bytes > 0 && messages > 0;
    }

    /** The peer gives credit back, and never more than was used of it. */
    void grant(int moreBytes, int moreMessages) throws ProtocolException {
        lock.lock();
        try {
            if (bytes + moreBytes > windowBytes || messages + moreMessages > windowMessages) {
                throw new ProtocolException("credit of " + moreBytes + " bytes, " + moreMessages
                        + " messages beyond the window: " + bytes + " of " + windowBytes + " and "
                        + messages + " of " + windowMessages + " are there");
            }
            bytes += moreBytes;
            messages += moreMessages;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What was taken is not used after all. */
    void giveBack(int size) {
        lock.lock();
        try {
            bytes += size;
            messages++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the peer has taken the channel. */
    boolean isOpen() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    void close(CloseReason reason) {
        lock.lock();
        try {
            if (closed == null) {
                closed = reason;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void checkClosed() {
        if (closed != null) {
            throw new NetException.Closed(who.get(), closed);
        }
    }

    /** For descriptions. */
    String credit() {
        lock.lock();
        try {
            return "credit " + bytes + " B " + messages;
        } finally {
            lock.unlock();
        }
    }
}
