package dev.weft.sim.core;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads of any hosts that wait for one thing of the world, in their order.
 *
 * <p>Takes the place of locks and conditions between hosts: a thread of a host that crashed would
 * hold a lock, or sit first in its queue, for ever. Here it is passed over. Confined to the
 * carrier, where nothing preempts; a waiter gives the carrier away only in {@link #await}.
 */
public final class Waiters {

    /** For {@link #await}: no deadline. */
    public static final long FOREVER = Long.MAX_VALUE;

    private final Loop loop;
    private final ArrayDeque<Waiter> queue = new ArrayDeque<>(2);

    /** Of this simulation. */
    public Waiters(Loop loop) {
        this.loop = loop;
    }

    /**
     * Waits to be woken; an interrupt does not end it and stays set.
     *
     * @param deadlineNanos virtual time at which it ends at the latest
     * @return false when the deadline came first
     */
    public boolean await(long deadlineNanos) {
        var waiter = enqueue();
        var interrupted = false;
        while (!waiter.woken && loop.nanos < deadlineNanos) {
            park(deadlineNanos);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended(waiter);
    }

    /** As {@link #await}, but an interrupt ends it. */
    public boolean awaitInterruptibly(long deadlineNanos) throws InterruptedException {
        var waiter = enqueue();
        while (!waiter.woken && loop.nanos < deadlineNanos) {
            if (Thread.interrupted()) {
                queue.remove(waiter);
                throw new InterruptedException();
            }
            park(deadlineNanos);
        }
        return ended(waiter);
    }

    /** Waits for this much virtual time; an interrupt does not end it and stays set. */
    public static void pause(Loop loop, long nanos) {
        new Waiters(loop).await(loop.nanos + nanos);
    }

    /** Wakes the first one that is alive. */
    public void wakeOne() {
        for (var waiter = queue.poll(); waiter != null; waiter = queue.poll()) {
            if (!waiter.life.isEnded()) {
                waiter.woken = true;
                LockSupport.unpark(waiter.thread);
                return;
            }
        }
    }

    /** Wakes all. */
    public void wakeAll() {
        while (!queue.isEmpty()) {
            wakeOne();
        }
    }

    /** Whether somebody waits. */
    public boolean isEmpty() {
        return queue.isEmpty();
    }

    private Waiter enqueue() {
        var waiter = new Waiter(Thread.currentThread(), loop.current());
        queue.add(waiter);
        return waiter;
    }

    private void park(long deadlineNanos) {
        if (deadlineNanos == FOREVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, deadlineNanos - loop.nanos);
        }
    }

    private boolean ended(Waiter waiter) {
        if (!waiter.woken) {
            queue.remove(waiter);
        }
        return waiter.woken;
    }

    private static final class Waiter {
        final Thread thread;
        final Life life;
        boolean woken;

        Waiter(Thread thread, Life life) {
            this.thread = thread;
            this.life = life;
        }
    }
}
