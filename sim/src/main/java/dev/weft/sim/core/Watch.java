package dev.weft.sim.core;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches over a run in real time, on the thread that asked for the run: a step that takes too long
 * blocks the carrier, as a wait inside a synchronized block does on JDK 21, or loops for ever.
 */
final class Watch {

    private static final int LOOKS = 10;

    private Watch() {}

    /** Runs the carrier to its end, or fails the run and leaves the carrier behind. */
    static void over(Loop loop, Thread carrier, Duration stepMax) {
        carrier.start();
        var interrupted = false;
        var last = -1L;
        var same = 0;
        while (carrier.isAlive() && same < LOOKS) {
            try {
                carrier.join(stepMax.dividedBy(LOOKS));
            } catch (InterruptedException e) {
                interrupted = true;
                loop.fail("the thread that runs the simulation was interrupted", e);
            }
            var now = loop.progress();
            same = now == last ? same + 1 : 0;
            last = now;
        }
        if (carrier.isAlive()) {
            var thread = loop.running();
            loop.fail("a step took more than " + stepMax.toMillis() + " ms of real time in thread "
                    + (thread == null ? carrier.getName() : thread.getName() + stack(thread))
                    + "\n carrier" + stack(carrier), null);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String stack(@Nullable Thread thread) {
        return thread == null ? "" : Arrays.stream(thread.getStackTrace())
                .map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }
}
