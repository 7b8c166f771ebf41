package dev.weft.failures.invariant;

import dev.weft.failures.fault.Fault;
import dev.weft.failures.witness.Records;
import dev.weft.failures.witness.Told;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts how long the users of a dead lobby are outside. */
final class NobodyIsLockedOut extends Invariant {

    static final Duration BOUND = Duration.ofSeconds(15);

    private final Map<Long, String> lobbies = new LinkedHashMap<>();
    private final Map<Long, Duration> outside = new LinkedHashMap<>();

    NobodyIsLockedOut() {
        super("I04", "the users of a dead lobby are in a lobby again within "
                + BOUND.toSeconds() + " s");
    }

    @Override
    public void heard(Told told) {
        if (told.what().equals("lobby-joined")) {
            lobbies.put(told.number("uid"), told.who());
            outside.remove(told.number("uid"));
        } else if (told.what().equals("lobby-left")) {
            lobbies.remove(told.number("uid"), told.who());
        }
    }

    @Override
    public void began(Duration now, Fault fault) {
        if (fault.kills()) {
            lobbies.forEach((uid, lobby) -> {
                if (lobby.equals(fault.target())) {
                    outside.put(uid, now);
                }
            });
            lobbies.values().removeIf(fault.target()::equals);
        }
    }

    @Override
    public void rung(Duration now) {
        outside.clear();
    }

    @Override
    void look(Duration now, Records records) {
        outside.forEach((uid, since) -> {
            if (now.minus(since).compareTo(BOUND) > 0) {
                violated("user " + uid + " lost his lobby at " + since.toMillis()
                        + " ms and is in none " + BOUND.toSeconds() + " s later");
            }
        });
    }
}
