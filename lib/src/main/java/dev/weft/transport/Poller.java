package dev.weft.transport;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells parked threads that their sockets are ready: one {@link Selector} for all links.
 *
 * <p>It runs on a platform thread, since a virtual thread that waits in a selector keeps the
 * carrier that all others need. The thread is a daemon, starts with the first wait and ends a
 * moment after the last link was closed; a later wait starts another. It calls no code of a user
 * and never waits for anything but its selector.
 *
 * <p>Interest is one-shot: what has fired stays off until somebody waits again. It is bounded by
 * the open links, with one key for each that has ever waited.
 */
final class Poller {

    private static final Logger LOG = System.getLogger(Poller.class.getName());

    /** How long the thread stays without a single link, so that a busy start makes only one. */
    private static final long LINGER_MILLIS = 500;

    private final ReentrantLock life = new ReentrantLock();

    /** Guarded by {@link #life}; null while no thread runs. */
    private Loop current;

    /** Makes the key of a channel, or finds it; with no interest yet. */
    Registration register(SocketChannel channel, Readiness readiness) throws IOException {
        life.lock();
        try {
            if (current == null) {
                current = started();
            }
            var known = channel.keyFor(current.selector);
            var key = known != null ? known : channel.register(current.selector, 0, readiness);
            return new Registration(key, current);
        } finally {
            life.unlock();
        }
    }

    private Loop started() throws IOException {
        var loop = new Loop(Selector.open());
        try {
            loop.start();
            return loop;
        } catch (Error e) {
            // No more threads: the next wait tries again.
            loop.selector.close();
            throw e;
        }
    }

    /** A socket's place at the poller. */
    record Registration(SelectionKey key, Loop loop) {

        /** Asks for one more event; throws {@link CancelledKeyException} when closed. */
        void arm(int op) {
            try {
                key.interestOpsOr(op);
            } catch (CancelledKeyException e) {
                // Who closed may not have seen this place yet.
                closed();
                throw e;
            }
            loop.changed();
        }

        /** To be called when the channel was closed: the selector still holds its socket. */
        void closed() {
            loop.leaving = true;
            loop.selector.wakeup();
        }
    }

    /** One thread's life. */
    final class Loop {

        private final Selector selector;

        /**
         * True from before the selector takes in the changes of interest until it has woken up.
         * Only then does a change need a wake-up, and only the first one does.
         */
        private volatile boolean sleeping;

        /** True when a closed channel may still have its key. */
        private volatile boolean leaving;

        private Loop(Selector selector) {
            this.selector = selector;
        }

        private void start() {
            Thread.ofPlatform()
                    .name("weft-poller")
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .start(this::run);
        }

        private void changed() {
            // Who sees false relies on the other, who has set it and is about to wake.
            if (sleeping) {
                sleeping = false;
                selector.wakeup();
            }
        }

        private void run() {
            try {
                var idle = false;
                do {
                    sweep();
                    idle = selector.keys().isEmpty();
                    sleeping = true;
                    selector.select(this::fire, idle ? LINGER_MILLIS : 0);
                    sleeping = false;
                    // A set flag would make every select return at once.
                    Thread.interrupted();
                } while (!idle || !retire());
            } catch (IOException | RuntimeException | Error e) {
                LOG.log(Level.ERROR, "poller: the selector broke; its links are closed", e);
                fail();
            }
            try {
                selector.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "poller: closing the selector", e);
            }
        }

        /**
         * Lets go of closed channels before the thread looks whether there are any others. Left to
         * the long select, that would let go of the last one and sleep on without any: a wake-up
         * that comes while the one before is being taken in is not a second one.
         */
        private void sweep() throws IOException {
            if (leaving) {
                leaving = false;
                selector.selectNow(this::fire);
            }
        }

        private void fire(SelectionKey key) {
            if (sleeping) {
                sleeping = false;
            }
            try {
                var ready = key.readyOps();
                // Off before the wake-up: the woken thread may wait again at once.
                key.interestOpsAnd(~ready);
                ((Readiness) key.attachment()).fired(ready);
            } catch (CancelledKeyException e) {
                // Closed meanwhile, by a thread that wakes the waiters itself.
            }
        }

        /** False when a link came while the thread was about to end. */
        private boolean retire() {
            life.lock();
            try {
                if (!selector.keys().isEmpty()) {
                    return false;
                }
                current = null;
                return true;
            } finally {
                life.unlock();
            }
        }

        private void fail() {
            var orphans = new ArrayList<Readiness>();
            life.lock();
            try {
                current = null;
                selector.keys().forEach(key -> orphans.add((Readiness) key.attachment()));
            } finally {
                life.unlock();
            }
            orphans.forEach(Readiness::close);
        }
    }
}
