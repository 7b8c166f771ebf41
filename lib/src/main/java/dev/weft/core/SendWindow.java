package dev.weft.core;

import dev.weft.CloseReason;
import dev.weft.NetException;
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
    private boolean open;
    private @Nullable CloseReason closed;

    SendWindow(Supplier<String> who) {
        this.who = who;
    }

    /** The peer has taken the channel, with this credit. */
    void open(int initialBytes, int initialMessages) {
        lock.lock();
        try {
            open = true;
            bytes = initialBytes;
            messages = initialMessages;
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

    void grant(int moreBytes, int moreMessages) {
        lock.lock();
        try {
            bytes += moreBytes;
            messages += moreMessages;
            changed.signalAll();
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
