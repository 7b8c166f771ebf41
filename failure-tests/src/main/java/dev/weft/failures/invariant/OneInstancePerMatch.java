package dev.weft.failures.invariant;

import dev.weft.failures.witness.Told;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers which lobby made the instance of each match. */
final class OneInstancePerMatch extends Invariant {

    private final Map<String, String> lobbies = new LinkedHashMap<>();

    OneInstancePerMatch() {
        super("I16", "a match has at most one instance in the whole cluster");
    }

    @Override
    public void heard(Told told) {
        if (told.what().equals("instance-created")) {
            var other = lobbies.putIfAbsent(told.text("match"), told.who());
            if (other != null) {
                violated("match " + told.text("match") + " has an instance on " + other
                        + " and one on " + told.who());
            }
        }
    }
}
