package dev.weft;

import dev.weft.transport.TcpNetwork;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A node whose threads are counted. */
final class Counted implements AutoCloseable {

    final Node node;
    private final AtomicInteger threads = new AtomicInteger();

    Counted(String name) {
        ThreadFactory virtual = Thread.ofVirtual().factory();
        node = Node.start(name, TcpNetwork.system(), body -> virtual.newThread(() -> {
            threads.incrementAndGet();
            try {
                body.run();
            } finally {
                threads.decrementAndGet();
            }
        }));
    }

    int threads() {
        return threads.get();
    }

    /** Waits for it; the test's time-out ends this if it never comes. */
    static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.yield();
        }
    }

    /** Returns when the thread waits for something. */
    static Thread parked(Thread thread) {
        await(() -> thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }

    /** Ends the node, and returns when all of its threads have ended, too. */
    @Override
    public void close() {
        node.close();
        await(() -> threads.get() == 0);
    }
}
