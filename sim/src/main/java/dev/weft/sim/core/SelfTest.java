package dev.weft.sim.core;

import java.time.Duration;
import java.util.ArrayList;

/** Finds out, before the first simulation of a JVM, whether the mechanism works on this JDK. */
public final class SelfTest {

    private SelfTest() {}

    /** Throws unless timed waits really are virtual; does nothing from the second time on. */
    public static void once() {
        Passed.check();
    }

    /** Loaded once in a JVM. */
    private static final class Passed {
        static {
            run();
        }

        static void check() {}
    }

    private static void run() {
        var loop = new Loop(0);
        var hour = Duration.ofHours(1);
        var woken = new ArrayList<Long>();
        var life = loop.life(loop.newHost("check"));
        loop.startControl("start", () -> life.start("sleeper", () -> {
            try {
                Thread.sleep(hour);
                woken.add(System.nanoTime());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        loop.run(2 * hour.toNanos(), () -> !woken.isEmpty());
        if (woken.size() != 1 || loop.nanos != hour.toNanos() || loop.steps() > 3) {
            throw new IllegalStateException("weft-sim does not work on this JDK "
                    + Runtime.version() + ": a sleep of 1 h ended after " + loop.steps()
                    + " steps at " + Trace.time(loop.nanos) + ", failure: " + loop.failure()
                    + "; use JDK 21 or 25, or a newer weft-sim");
        }
    }
}
