package dev.weft.sim.core;

import java.util.concurrent.locks.LockSupport;

/**
 * A monitor that a thread outside of this simulation holds, such as the lock of a class that two
 * simulations load at once.
 *
 * <p>From JDK 24 on a virtual thread that meets it leaves its carrier, and a thread of the JVM
 * brings it back. How long that takes is real time, which must not show: the step waits for it and
 * goes on as if nothing had been. Before JDK 24 the carrier just blocks. A monitor that a simulated
 * thread holds while it waits is another matter: it does not come back within the grace, and its
 * return then ends the run, as every wake-up from outside does.
 */
final class Contention {

    private static final long LOOK_NANOS = 100_000_000;
    private static final int LOOKS = 20;

    private volatile boolean over;

    /** The thread of this step can go on. Called by the JVM's thread, or by the carrier itself. */
    void end(Thread carrier) {
        over = true;
        LockSupport.unpark(carrier);
    }

    /** After the step: whether it met a held monitor and must be continued. */
    boolean delays(Runnable task) {
        if (!over && !Loom.isBlocked(task)) {
            return false;
        }
        for (var i = 0; i < LOOKS && !over; i++) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        var delayed = over;
        over = false;
        return delayed;
    }
}
