package dev.weft.failures.invariant;

import dev.weft.failures.witness.Records;
import dev.weft.failures.witness.Told;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.directory.Directory;
import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A made-up run: events, faults and rows, told to all invariants. */
final class History implements Records {

    private final Invariants invariants;
    private final Audit audit;
    private final List<Result> results = new ArrayList<>();
    private final Map<Long, Long> played = new LinkedHashMap<>();
    private final List<Key> keys = new ArrayList<>();
    private Duration now = Duration.ZERO;

    History(String... clients) {
        invariants = new Invariants(List.of(clients));
        audit = event -> invariants.heard(new Told(now, event));
    }

    History tell(String who, String what, Object... details) {
        audit.tell(who, what, details);
        return this;
    }

    /** A step in the life of one ticket. */
    History ticket(String what) {
        return tell("lobby-1", what, "ticket", "t", "uid", 1, "match", "m", "why", "?",
                "age", 0);
    }

    History gameEnds(String match) {
        return tell("lobby-1", "game-ended", "match", match, "players", List.of(1, 2));
    }

    History kill(String host, int seconds) {
        invariants.began(now, Fault.of(
                now, Kind.CRASH, host, Duration.ofSeconds(seconds)));
        return this;
    }

    History sleep(int seconds) {
        now = now.plusSeconds(seconds);
        return this;
    }

    History settle() {
        invariants.rung(now);
        invariants.settled(now);
        return this;
    }

    History result(String shard, String match, long uid, String outcome) {
        results.add(new Result(shard, UUID.fromString(match), uid, outcome));
        return this;
    }

    History played(long uid, long games) {
        played.put(uid, games);
        return this;
    }

    History key(String mark, long uid, String lobby, boolean late) {
        keys.add(new Key(mark, uid, Directory.idOf(lobby), new UUID(0, 1), late));
        return this;
    }

    /** Asks one invariant. */
    void check(String id) {
        invariants.all().stream()
                .filter(invariant -> invariant.id().equals(id))
                .forEach(invariant -> {
                    invariant.look(now, this);
                    invariant.check();
                });
    }

    @Override
    public List<Result> results() {
        return results;
    }

    @Override
    public Map<Long, Long> played() {
        return played;
    }

    @Override
    public List<Key> usedKeys() {
        return keys;
    }
}
