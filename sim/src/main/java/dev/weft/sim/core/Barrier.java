package dev.weft.sim.core;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the JVM's own thread has made ready every thread whose monitor became free before.
 *
 * <p>It sends a thread of its own the same way, and waits until that comes back. The JVM takes its
 * list as a whole and works it off from the newest one, so that only the second one to come back
 * tells that all before the first are done. It costs some tens of microseconds, paid only while a
 * simulated thread waits for a monitor. Confined to the carrier, but for {@link #ready}.
 */
final class Barrier {

    private static final int ROUNDS = 2;

    private final Life life;
    private final ArrayDeque<Runnable> runnable = new ArrayDeque<>();
    private Gate gate = new Gate();
    private @Nullable Thread holder;
    private @Nullable Thread comer;
    private volatile @Nullable Runnable back;

    Barrier(Life life) {
        this.life = life;
    }

    /** Whose threads are its own. */
    Life life() {
        return life;
    }

    /** One of its threads can go on; on the carrier, or on the JVM's own thread. */
    void ready(Runnable task, Thread carrier) {
        if (Thread.currentThread() == carrier || Thread.currentThread().isVirtual()) {
            runnable.add(task);
        } else {
            back = task;
            LockSupport.unpark(carrier);
        }
    }

    void await() {
        if (holder == null) {
            holder = life.start("holds", this::holdAgainAndAgain);
            comer = life.start("comes", this::comeAgainAndAgain);
            run();
        }
        for (var i = 0; i < ROUNDS; i++) {
            round();
        }
    }

    private void round() {
        gate = new Gate();
        go(holder); // takes the monitor
        go(comer); // meets it
        go(holder); // gives it back
        while (back == null && runnable.isEmpty()) {
            LockSupport.park(this);
        }
        if (back != null) {
            runnable.add(back);
            back = null;
        }
        run(); // has been there
    }

    private void go(@Nullable Thread thread) {
        LockSupport.unpark(thread);
        run();
    }

    private void run() {
        for (var task = runnable.poll(); task != null; task = runnable.poll()) {
            task.run();
        }
    }

    private void holdAgainAndAgain() {
        while (true) {
            LockSupport.park();
            gate.hold();
        }
    }

    private void comeAgainAndAgain() {
        while (true) {
            LockSupport.park();
            gate.come();
        }
    }

    /**
     * Synchronized, and parked in there: that is the point. From JDK 24 on it pins nothing. A new
     * one for each round: the JVM does not list a thread that meets the same one again.
     */
    private static final class Gate {
        synchronized void hold() {
            LockSupport.park();
        }

        synchronized void come() {}
    }
}
