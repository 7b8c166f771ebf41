package dev.weft.failures.invariant;

import dev.weft.failures.witness.Told;
import java.util.LinkedHashMap;
import java.util.Map;

/** Watches the numbers that fence off those who came before. */
final class EpochsGrow extends Invariant {

    private final Map<String, Long> epochs = new LinkedHashMap<>();

    EpochsGrow() {
        super("I07", "each registration and each login has a higher epoch than the one before");
    }

    @Override
    public void heard(Told told) {
        switch (told.what()) {
            case "registered" -> grow("server " + told.who(), told.number("epoch"), 1);
            case "login" -> grow("login of " + told.text("uid"), told.number("epoch"), 1);
            // A user who changes lobbies keeps his login.
            case "lobby-joined" -> grow("user " + told.text("uid"), told.number("epoch"), 0);
            default -> { }
        }
    }

    private void grow(String whose, long epoch, int step) {
        var before = epochs.put(whose, epoch);
        if (before != null && epoch < before + step) {
            violated(whose + " has epoch " + epoch + " after " + before);
        }
    }
}
