package dev.weft.failures.invariant;

import dev.weft.failures.witness.Told;
import java.util.LinkedHashMap;
import java.util.Map;

/** Watches the epochs of those who make matches, and of those whom the lobbies listen to. */
final class OneMatchmaker extends Invariant {

    private final Map<String, Long> attached = new LinkedHashMap<>();
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
            case "match-formed", "match-committed" -> {
                if (told.number("epoch") != active) {
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
