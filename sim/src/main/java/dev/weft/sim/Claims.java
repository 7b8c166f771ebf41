package dev.weft.sim;

import dev.weft.sim.core.Loop;
import dev.weft.sim.core.Trace;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is claimed of a run: what holds always, what is seen in some runs, and what comes true once
 * the faults are over. Looked at every 100 ms of virtual time. Confined to the carrier.
 */
final class Claims {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final Loop loop;
    private final Map<String, Check> always = new LinkedHashMap<>();
    private final Map<String, Check> sometimes = new LinkedHashMap<>();
    private final Map<String, Hope> eventually = new LinkedHashMap<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private Duration quietFrom = Duration.ofSeconds(20);

    /** Something that must come true within a time after the faults. */
    private record Hope(Duration within, Check check) {}

    Claims(Loop loop) {
        this.loop = loop;
    }

    void always(String name, Check check) {
        add(name);
        always.put(name, check);
    }

    void sometimes(String name, Check check) {
        add(name);
        sometimes.put(name, check);
    }

    void eventually(String name, Duration within, Check check) {
        if (!within.isPositive()) {
            throw new IllegalArgumentException("eventually \"" + name
                    + "\": the time for it must be more than zero, not " + within);
        }
        add(name);
        eventually.put(name, new Hope(within, check));
    }

    private void add(String name) {
        if (names.isEmpty()) {
            lookLater();
        }
        if (!names.add(name)) {
            throw new IllegalArgumentException("there is a claim \"" + name + "\" already");
        }
    }

    /** When the faults are over. */
    Duration quietFrom() {
        return quietFrom;
    }

    void quietFrom(Duration time) {
        quietFrom = time;
    }

    /** Of what must be seen in some runs: whether it was in this one. */
    Map<String, Boolean> seen() {
        var all = new LinkedHashMap<String, Boolean>();
        sometimes.keySet().forEach(name -> all.put(name, false));
        seen.forEach(name -> all.put(name, true));
        return all;
    }

    /** Whether nothing has still to come true. */
    boolean isFulfilled() {
        return eventually.isEmpty();
    }

    /** When the last hope is given up. */
    Duration givenUpAt() {
        return quietFrom.plus(eventually.values().stream().map(Hope::within)
                .max(Duration::compareTo).orElse(Duration.ZERO));
    }

    private void lookLater() {
        loop.after(INTERVAL.toNanos(), () -> {
            look();
            lookLater();
        });
    }

    /** Looks at all of them now. */
    void look() {
        always.forEach((name, check) -> {
            if (loop.failure() == null && !ask("invariant \"" + name + "\"", check)) {
                loop.fail("invariant \"" + name + "\" does not hold", null);
            }
        });
        sometimes.forEach((name, check) -> {
            if (loop.failure() == null && ask("\"" + name + "\"", check)) {
                seen.add(name);
            }
        });
        sometimes.keySet().removeAll(seen);
        if (loop.nanos >= quietFrom.toNanos()) {
            eventually.entrySet().removeIf(entry -> loop.failure() == null
                    && cameTrue(entry.getKey(), entry.getValue()));
        }
    }

    private boolean cameTrue(String name, Hope hope) {
        var holds = ask("eventually \"" + name + "\"", hope.check());
        if (!holds && loop.nanos >= quietFrom.plus(hope.within()).toNanos()) {
            loop.fail("eventually \"" + name + "\" did not come true within "
                    + Trace.time(hope.within().toNanos()) + " after the faults", null);
        }
        return holds;
    }

    /** Asks on a thread of the control, so that chance and ids inside are seeded as well. */
    boolean ask(String name, Check check) {
        var holds = new boolean[1];
        var thread = loop.startControl(name, () -> {
            try {
                holds[0] = check.holds();
            } catch (Throwable e) {
                loop.fail(name + " does not hold: " + e.getMessage(), e);
            }
        });
        loop.runControl();
        if (thread.isAlive()) {
            loop.fail(name + " blocked; it must answer at once", null);
        }
        return holds[0];
    }
}
