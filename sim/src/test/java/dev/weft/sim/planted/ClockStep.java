package dev.weft.sim.planted;

import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Faults;
import dev.weft.sim.fault.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A shop that asks for the price once a second and shows it in between.
 *
 * <p>The bug: it measures the second with the time of day, which somebody puts back.
 */
record ClockStep(boolean mended) implements Scenario {

    private static final int STALE_MAX = 20;

    @Override
    public void play(Simulation sim) {
        var price = new AtomicInteger();
        var shown = new AtomicInteger();
        sim.program("market", () -> {
            while (true) {
                Thread.sleep(100);
                price.incrementAndGet();
            }
        });
        sim.program("shop", () -> {
            var asked = millis();
            while (true) {
                Thread.sleep(50);
                if (millis() - asked >= 1000) {
                    asked = millis();
                    shown.set(price.get());
                }
            }
        });
        sim.length(Duration.ofSeconds(10));
        sim.faults(Faults.swarm().only(Kind.CLOCK_JUMP, "shop"));
        sim.always("no old price is shown", () -> price.get() - shown.get() <= STALE_MAX);
    }

    private long millis() {
        return mended ? System.nanoTime() / 1_000_000 : System.currentTimeMillis();
    }
}
