package dev.weft.sim.planted;

import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Faults;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Values in two shards, found by their keys.
 *
 * <p>The bug: the shard of a key is picked among those that answer now, so that a value is not
 * found again when the other shard is back. The mended one waits for the shard of the key.
 */
record ShardMisroute(boolean mended) implements Scenario {

    private static final int KEYS = 8;

    @Override
    public void play(Simulation sim) {
        var shards = Stream.of("shard-0", "shard-1").map(name -> sim.database(
                name, "create table stored (k int primary key, v int)")).toList();
        var sources = shards.stream().map(shard -> shard.dataSource()).toList();
        sim.program("client", () -> {
            for (var version = 1; version <= 15; version++) {
                for (var key = 0; key < KEYS; key++) {
                    put(sources, key, version);
                }
                Thread.sleep(200);
                for (var key = 0; key < KEYS; key++) {
                    var found = find(sources, key);
                    if (found != version) {
                        throw new AssertionError("an old value was found");
                    }
                }
            }
        });
        sim.length(Duration.ofSeconds(5));
        sim.faults(Faults.swarm().database("shard-*"));
    }

    private void put(List<DataSource> shards, int key, int version) throws Exception {
        while (true) {
            try (var connection = shard(shards, key); var statement = connection.prepareStatement(
                    "merge into stored key (k) values (?, ?)")) {
                statement.setInt(1, key);
                statement.setInt(2, version);
                statement.executeUpdate();
                return;
            } catch (SQLException e) {
                Thread.sleep(50);
            }
        }
    }

    private int find(List<DataSource> shards, int key) throws Exception {
        while (true) {
            try (var connection = shard(shards, key); var statement = connection.prepareStatement(
                    "select v from stored where k = ?")) {
                statement.setInt(1, key);
                try (var row = statement.executeQuery()) {
                    return row.next() ? row.getInt(1) : 0;
                }
            } catch (SQLException e) {
                Thread.sleep(50);
            }
        }
    }

    private Connection shard(List<DataSource> shards, int key) throws SQLException {
        if (mended) {
            return shards.get(key % shards.size()).getConnection();
        }
        var live = new ArrayList<Connection>();
        for (var shard : shards) {
            try {
                live.add(shard.getConnection());
            } catch (SQLException e) {
                // then among the others
            }
        }
        if (live.isEmpty()) {
            throw new SQLException("no shard is there");
        }
        var chosen = live.remove(key % live.size());
        for (var other : live) {
            other.close();
        }
        return chosen;
    }
}
