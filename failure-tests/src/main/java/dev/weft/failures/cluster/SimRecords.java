package dev.weft.failures.cluster;

import dev.weft.failures.witness.Records;
import dev.weft.sim.SimDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Reads the simulated databases; what is asked twice at one virtual time is read once. */
final class SimRecords implements Records {

    private final SimDatabase auth;
    private final List<SimDatabase> shards;
    private final Supplier<Duration> clock;
    private Duration readAt = Duration.ofSeconds(-1);
    private List<Result> results = List.of();
    private Map<Long, Long> played = Map.of();
    private List<Key> keys = List.of();

    SimRecords(SimDatabase auth, List<SimDatabase> shards, Supplier<Duration> clock) {
        this.auth = auth;
        this.shards = shards;
        this.clock = clock;
    }

    @Override
    public List<Result> results() {
        read();
        return results;
    }

    @Override
    public Map<Long, Long> played() {
        read();
        return played;
    }

    @Override
    public List<Key> usedKeys() {
        read();
        return keys;
    }

    private void read() {
        var now = clock.get();
        if (now.equals(readAt)) {
            return;
        }
        readAt = now;
        var rows = new ArrayList<Result>();
        var scores = new LinkedHashMap<Long, Long>();
        for (var shard : shards) {
            shard.query("select instance_id, uid, outcome from result"
                            + " order by instance_id, uid")
                    .forEach(row -> rows.add(new Result(shard.name(), (UUID) row.get("instance_id"),
                            number(row, "uid"), (String) row.get("outcome"))));
            shard.query("select uid, played from score order by uid").forEach(
                    row -> scores.merge(number(row, "uid"), number(row, "played"), Long::sum));
        }
        results = rows;
        played = scores;
        keys = auth.query("select key_hash, uid, node_id, used_rid, used_at >= expires_at as late"
                        + " from auth_key where used_at is not null order by key_hash")
                .stream()
                .map(SimRecords::key)
                .toList();
    }

    private static Key key(Map<String, Object> row) {
        return new Key(HexFormat.of().formatHex((byte[]) row.get("key_hash"), 0, 8),
                number(row, "uid"), (UUID) row.get("node_id"), (UUID) row.get("used_rid"),
                (Boolean) row.get("late"));
    }

    private static long number(Map<String, Object> row, String column) {
        return ((Number) row.get(column)).longValue();
    }
}
