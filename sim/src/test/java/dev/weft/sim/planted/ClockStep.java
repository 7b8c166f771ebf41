package dev.weft.sim.planted;

import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
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
        var shop = sim.program("shop", () -> {
            var asked = millis();
            while (true) {
                Thread.sleep(50);
                if (millis() - asked >= 1000) {
                    asked = millis();
                    shown.set(price.get());
                }
            }
        });
        var chance = sim.random("clock");
        sim.at(Duration.ofMillis(chance.nextLong(5000)), "the clock is set", () ->
                shop.jumpClock(Duration.ofSeconds(chance.nextLong(-60, 60))));
        sim.length(Duration.ofSeconds(10));
        sim.always("no old price is shown", () -> price.get() - shown.get() <= STALE_MAX);
    }

    private long millis() {
        return mended ? System.nanoTime() / 1_000_000 : System.currentTimeMillis();
    }
}
