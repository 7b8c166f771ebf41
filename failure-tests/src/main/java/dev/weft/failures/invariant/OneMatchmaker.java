package dev.weft.failures.invariant;

import dev.weft.failures.witness.Told;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Watches the epochs of those who make matches, and of those whom the lobbies listen to. One that
 * is being replaced makes its last matches beside its successor.
 */
final class OneMatchmaker extends Invariant {

    private final Map<String, Long> attached = new LinkedHashMap<>();
    private final Set<Long> replaced = new LinkedHashSet<>();
    private long active;

    OneMatchmaker() {
        super("I22", "only the matchmaker of the highest epoch makes matches");
    }

    @Override
    public void heard(Told told) {
        switch (told.what()) {
            case "mm-active" -> {
                var epoch = told.number("epoch");
                if (epoch <= active) {
                    violated(told.who() + " is active with epoch " + epoch + " after " + active);
                }
                active = epoch;
            }
            case "mm-replaced" -> replaced.add(told.number("epoch"));
            case "mm-stopped" -> replaced.remove(told.number("epoch"));
            case "match-formed", "match-committed" -> {
                if (told.number("epoch") != active && !replaced.contains(told.number("epoch"))) {
                    violated(told.event() + ", while " + active + " is the active epoch");
                }
            }
            case "mm-attached" -> {
                var before = attached.put(told.who(), told.number("epoch"));
                if (before != null && before > told.number("epoch")) {
                    violated(told.event() + " after " + before);
                }
            }
            default -> { }
        }
    }
}
