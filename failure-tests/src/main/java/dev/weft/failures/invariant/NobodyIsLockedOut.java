package dev.weft.failures.invariant;

import dev.weft.failures.witness.Records;
import dev.weft.failures.witness.Told;
import dev.weft.sim.fault.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts how long the users of a dead lobby are outside. When something else fails that they need
 * to get in, the time starts anew when that is back.
 */
final class NobodyIsLockedOut extends Invariant {

    static final Duration BOUND = Duration.ofSeconds(15);

    private static final List<String> NEEDED = List.of("login-", "auth", "lobby-");

    private final Map<Long, String> lobbies = new LinkedHashMap<>();
    private final Map<Long, Duration> outside = new LinkedHashMap<>();
    private Duration busy = Duration.ZERO; // until when something else that is needed is away

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
        if (isNeeded(fault)) {
            outside.replaceAll((uid, since) -> later(since, fault.end()));
        }
        if (fault.kind().kills()) {
            lobbies.forEach((uid, lobby) -> {
                if (lobby.equals(fault.target())) {
                    outside.put(uid, later(now, busy));
                }
            });
            lobbies.values().removeIf(fault.target()::equals);
        }
        if (isNeeded(fault)) {
            busy = later(busy, fault.end());
        }
    }

    @Override
    public void rung(Duration now) {
        outside.clear();
    }

    @Override
    public void look(Duration now, Records records) {
        outside.forEach((uid, since) -> {
            if (now.minus(since).compareTo(BOUND) > 0) {
                violated("user " + uid + " lost his lobby at " + since.toMillis()
                        + " ms and is in none " + BOUND.toSeconds() + " s later");
            }
        });
    }

    private static boolean isNeeded(Fault fault) {
        return NEEDED.stream().anyMatch(fault.target()::startsWith);
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
