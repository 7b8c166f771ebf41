package dev.weft.failures.invariant;

import dev.weft.failures.witness.Records;
import dev.weft.failures.witness.Told;
import dev.weft.sim.fault.Fault;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compares what clients were told with what their shards hold. */
final class ClientsAgree extends Invariant {

    private record Claim(String client, String match, String outcome) {}

    private final Map<String, Long> users = new LinkedHashMap<>();
    private final Map<String, Claim> claims = new LinkedHashMap<>();
    private final Map<String, String> lobbies = new LinkedHashMap<>();
    private boolean over;

    ClientsAgree() {
        super("I18b", "what a client was told of a game is what its shard holds");
    }

    @Override
    public void heard(Told told) {
        switch (told.what()) {
            case "client-in" -> users.put(told.who(), told.number("uid"));
            case "game-ended" -> lobbies.put(told.text("match"), told.who());
            case "game-played" -> {
                var match = told.text("match");
                var uid = users.get(told.who());
                claims.put(match + " " + uid,
                        new Claim(told.who(), match, told.text("outcome")));
                if (!lobbies.containsKey(match)) {
                    violated(told.who() + " was told the end of game " + match
                            + ", which no lobby has ended");
                }
            }
            default -> { }
        }
    }

    @Override
    public void began(Duration now, Fault fault) {
        if (fault.kind().kills()) {
            // What it had not stored is lost with it; what it had stored is compared nevertheless.
            lobbies.replaceAll((match, lobby) -> lobby.equals(fault.target()) ? "" : lobby);
        }
    }

    @Override
    public void settled(Duration now) {
        over = true;
    }

    @Override
    public void look(Duration now, Records records) {
        var stored = new HashMap<String, String>();
        records.results().forEach(row -> stored.put(row.match() + " " + row.uid(), row.outcome()));
        claims.forEach((key, claim) -> {
            var outcome = stored.get(key);
            var lobby = lobbies.getOrDefault(claim.match(), "");
            if (outcome != null && !outcome.equals(claim.outcome())) {
                violated(claim.client() + " was told " + claim.outcome() + " of game "
                        + claim.match() + ", but its shard holds " + outcome);
            } else if (outcome == null && over && !lobby.isEmpty()) {
                violated(claim.client() + " was told " + claim.outcome() + " of game "
                        + claim.match() + ", but its shard holds nothing");
            }
        });
    }
}
