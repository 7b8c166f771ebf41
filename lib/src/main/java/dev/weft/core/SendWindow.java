package dev.weft.core;

import dev.weft.CloseReason;
import dev.weft.NetException;
import dev.weft.crypto.Seal;
import java.net.ProtocolException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the peer lets a channel send: its credit; and whose turn it is. A message may go while both
 * numbers are over zero and may take the bytes below, so one message larger than the window can
 * still pass. A message of many frames has the turn until its last, so that two never mix.
 *
 * <p>Any thread. Guarded by the lock of its {@link Outbound}, which a sender holds anyway; the
 * methods of a send want it held, the others take it. Ends with {@link #close}, which wakes all.
 */
final class SendWindow {

    private final ReentrantLock lock;
    private final Condition changed;
    private final Supplier<String> who;
    // Guarded by lock.
    private long bytes;
    private long messages;
    private int windowBytes;
    private int windowMessages;
    private boolean busy;
    private volatile @Nullable ChannelCore twin; // found anew when lost: needs no guard
    private boolean open;
    private @Nullable CloseReason closed;
    private @Nullable Seal seal;

    SendWindow(ReentrantLock lock, Supplier<String> who) {
        this.lock = lock;
        this.changed = lock.newCondition();
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

    /** What a sender holds while it calls the following. */
    ReentrantLock lock() {
        return lock;
    }

    // ---- with the lock held

    /** Whether a message may go now; throws when the channel has ended. */
    boolean allows(Outgoing message) {
        checkClosed();
        return !busy && (!message.needsCredit() || open && bytes > 0 && messages > 0);
    }

    /** Waits for a change; gives the time that is left of it. */
    long await(long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            changed.await();
            return nanos;
        }
        return changed.awaitNanos(nanos);
    }

    /** The other end of a local channel, once it is known. */
    @Nullable ChannelCore twin() {
        return twin;
    }

    void twin(@Nullable ChannelCore other) {
        twin = other;
    }

    /** A message goes that was allowed to. */
    void take(Outgoing message) {
        if (message.needsCredit()) {
            bytes -= message.bodyBytes();
            messages--;
        }
    }

    /** Keeps the turn for the rest of a message, or lets it go. */
    void busy(boolean now) {
        if (busy && !now) {
            changed.signalAll();
        }
        busy = now;
    }

    /** What seals the frames of this channel; null if they go as they are. */
    @Nullable Seal seal() {
        return seal;
    }

    /** From now on this seals, and who has waited for it may send. */
    void seal(Seal with) {
        seal = with;
        busy(false);
    }

    /** Whether a message has gone and its credit has not yet come back. */
    boolean isUsed() {
        return messages != windowMessages;
    }

    private void checkClosed() {
        if (closed != null) {
            throw new NetException.Closed(who.get(), closed);
        }
    }

    long creditBytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    long creditMessages() {
        lock.lock();
        try {
            return messages;
        } finally {
            lock.unlock();
        }
    }
}
