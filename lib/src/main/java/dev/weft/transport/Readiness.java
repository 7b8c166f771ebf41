package dev.weft.transport;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Waiting for one non-blocking socket: at most one thread for input and one for output.
 *
 * <p>A waiter first shows itself in its slot, then arms the key, then parks; the {@link Poller} and
 * {@link #close} change the state first and then look into the slots. So one of the two always sees
 * the other, and no wake-up is lost. A wake-up without cause is possible: the caller tries again.
 *
 * <p>It runs on the waiting threads and on whoever closes it; {@link #close} ends it.
 */
final class Readiness implements AutoCloseable {

    /** One direction's waiting thread; null when there is none or it was woken. */
    private static final class Slot {
        volatile Thread waiter;
    }

    private final SocketChannel channel;
    private final Poller poller;
    private final Slot input = new Slot();
    private final Slot output = new Slot();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Null until the first wait. */
    private volatile Poller.Registration registration;

    /** Of a reader on a platform thread; null until its first wait. */
    private volatile Selector own;

    Readiness(SocketChannel channel, Poller poller) {
        this.channel = channel;
        this.poller = poller;
    }

    /** Waits for input, the peer's end or close. An interrupt does not end it and is kept. */
    void awaitInput() throws IOException {
        if (Thread.currentThread().isVirtual()) {
            park(input, SelectionKey.OP_READ);
        } else {
            block();
        }
    }

    /** Waits for room or close. An interrupt does not end it and is kept. */
    void awaitOutput() throws IOException {
        park(output, SelectionKey.OP_WRITE);
    }

    /** Waits for the end of a connect, for a time; false when it was over or interrupted. */
    boolean awaitConnected(long nanos) throws IOException {
        var start = System.nanoTime();
        show(output, SelectionKey.OP_CONNECT);
        while (output.waiter != null && !closed.get()) {
            var left = nanos - (System.nanoTime() - start);
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                output.waiter = null;
                return false;
            }
            LockSupport.parkNanos(this, left);
        }
        return true;
    }

    /** Called by the poller alone, after it took the interest away. */
    void fired(int ready) {
        if ((ready & SelectionKey.OP_READ) != 0) {
            wake(input);
        }
        if ((ready & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
            wake(output);
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Closes the channel and wakes both waiters. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone for us either way, and nobody could do anything about it.
        }
        wake(input);
        wake(output);
        closeOwn();
        var registered = registration;
        if (registered != null) {
            // The socket itself ends when the selector has let go of it.
            registered.closed();
        }
    }

    private void park(Slot slot, int op) throws IOException {
        show(slot, op);
        var interrupted = false;
        while (slot.waiter != null && !closed.get()) {
            LockSupport.park(this);
            // With the flag set park would not wait at all.
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A platform thread waits in the kernel itself, with a selector that looks at this socket
     * alone: the kernel wakes one thread and not two in a row, for the price of two descriptors.
     */
    private void block() throws IOException {
        if (own == null) {
            own = Selector.open();
        }
        var interrupted = false;
        try {
            channel.register(own, SelectionKey.OP_READ);
            while (!closed.get() && own.select(key -> { }) == 0) {
                // With the flag set select would not wait at all.
                interrupted |= Thread.interrupted();
            }
        } catch (ClosedSelectorException e) {
            throw new ClosedChannelException();
        } finally {
            if (closed.get()) {
                closeOwn();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closeOwn() {
        var selector = own;
        try {
            if (selector != null) {
                selector.close();
            }
        } catch (IOException e) {
            // As with the channel.
        }
    }

    private void show(Slot slot, int op) throws IOException {
        slot.waiter = Thread.currentThread();
        try {
            if (registration == null) {
                registration = poller.register(channel, this);
            }
            registration.arm(op);
        } catch (CancelledKeyException e) {
            slot.waiter = null;
            throw new ClosedChannelException();
        } catch (IOException e) {
            slot.waiter = null;
            throw e;
        }
    }

    private static void wake(Slot slot) {
        var waiter = slot.waiter;
        if (waiter != null) {
            slot.waiter = null;
            LockSupport.unpark(waiter);
        }
    }
}
