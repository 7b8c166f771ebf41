package dev.weft.sim.bench;

import dev.weft.sim.Simulation;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The measured workload: fifty threads with inboxes, which send each other messages that take 0.1
 * to 0.5 ms of virtual time, and receive with a time-out of 5 ms.
 */
final class Mail {

    static final int THREADS = 50;
    private static final int MICRO = 1_000;

    private Mail() {}

    /** Plays one seed with this many messages; gives its hash. */
    static long play(long seed, int messages) {
        try (var sim = Simulation.seeded(seed)) {
            run(sim, messages);
            return sim.traceHash();
        }
    }

    private static void run(Simulation sim, int messages) {
        var inboxes = new Inbox[THREADS];
        for (var i = 0; i < THREADS; i++) {
            inboxes[i] = new Inbox();
        }
        var share = messages / THREADS;
        sim.program("host", () -> {
            for (var i = 0; i < THREADS; i++) {
                var me = i;
                Thread.startVirtualThread(() -> live(inboxes, me, share));
            }
        });
        sim.run(Duration.ofMillis(10L + share));
    }

    private static void live(Inbox[] inboxes, int me, int share) {
        try {
            for (var n = 0; n < share; n++) {
                var chance = ThreadLocalRandom.current();
                TimeUnit.NANOSECONDS.sleep(chance.nextInt(100 * MICRO, 500 * MICRO));
                inboxes[chance.nextInt(THREADS)].offer(me);
                inboxes[me].poll(5, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Inbox extends LinkedBlockingQueue<Integer> {
        private static final long serialVersionUID = 1;
    }
}
