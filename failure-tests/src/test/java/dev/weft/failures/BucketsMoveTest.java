package dev.weft.failures;

import dev.weft.Node;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.Databases;
import dev.weft.roles.db.Sources;
import dev.weft.roles.db.game.BucketMove;
import dev.weft.roles.db.game.ResultStore.Result;
import dev.weft.roles.db.game.Results;
import dev.weft.roles.db.game.Shards;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.db.runner.DatabaseFault;
import dev.weft.roles.db.runner.Schema;
import dev.weft.sim.SimDatabase;
import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Faults;
import dev.weft.sim.junit.SimTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Timeout;

/**
 * Buckets move between live shards, by two movers who know nothing of each other, while writers
 * store results; writers, movers and databases fail at any moment. No acknowledged result is lost,
 * and none counts twice.
 */
@Timeout(300)
class BucketsMoveTest {

    private static final int SHARDS = 3;
    private static final List<Long> USERS = List.of(1L, 2L, 3L, 4L);
    private static final Duration LENGTH = Duration.ofSeconds(8);

    @SimTest(seeds = 80)
    void nothingIsLostWhateverFails(Simulation sim) {
        var world = new World(sim);
        for (var name : List.of("writer-1", "writer-2")) {
            sim.host(name, world::write);
        }
        for (var name : List.of("mover-1", "mover-2")) {
            sim.host(name, world::move);
        }
        sim.length(LENGTH);
        sim.faults(Faults.swarm().crash("*").kill("*").pause("*").database("*"));
        sim.always("a bucket has one owner at most", world::hasOneOwner);
        sim.sometimes("a move is taken up that another has left", () -> world.takenUp > 0);
        sim.sometimes("a result is found to be stored already", () -> world.again > 0);
        sim.eventually("all moves are over, and each result that was acknowledged is stored once,"
                + " with its owner", Duration.ofSeconds(60), world::isWhole);
    }

    /** The databases, and what is known of them. Everything in it runs one at a time. */
    private static final class World {

        private final Simulation sim;
        private final SimDatabase auth;
        private final List<SimDatabase> games = new ArrayList<>();
        private final Set<UUID> asked = new HashSet<>();
        private final Set<UUID> acknowledged = new HashSet<>();
        private int moved;
        private int takenUp;
        private int again;

        World(Simulation sim) {
            this.sim = sim;
            auth = sim.database("auth", Schema.AUTH.script());
            for (var i = 0; i < SHARDS; i++) {
                games.add(sim.database("game-" + i, Schema.GAME.script()));
            }
        }

        void write(Node node) throws InterruptedException {
            var results = new Results(load(node).shards());
            while (!isOver()) {
                var result = new Result(UUID.randomUUID(), any(USERS), "game", "WON", true);
                asked.add(result.instance());
                while (!stored(results, result)) {
                    Thread.sleep(50);
                }
                acknowledged.add(result.instance());
                Thread.sleep(ThreadLocalRandom.current().nextInt(100));
            }
        }

        private boolean stored(Results results, Result result) throws InterruptedException {
            try {
                again += results.store(result) ? 0 : 1;
                return true;
            } catch (DatabaseDown | DatabaseFault e) {
                return false;
            }
        }

        void move(Node node) throws InterruptedException {
            var databases = load(node);
            var mover = new BucketMove(databases.auth(), databases.shards(),
                    (step, bucket) -> sim.note(node.name(), step + " of bucket " + bucket));
            while (true) {
                try {
                    for (var left : mover.unfinished()) {
                        mover.resume(left);
                        takenUp++;
                    }
                    if (!isOver() && mover.move(Shards.bucket(any(USERS)),
                            ThreadLocalRandom.current().nextInt(SHARDS))) {
                        moved++;
                    }
                } catch (DatabaseDown | DatabaseFault | IllegalStateException e) {
                    // Away, or the other one moves it elsewhere.
                }
                Thread.sleep(ThreadLocalRandom.current().nextInt(400));
            }
        }

        boolean hasOneOwner() {
            var owned = new HashSet<Object>();
            return games.stream().allMatch(game -> game
                    .query("select bucket from bucket_owner where owned").stream()
                    .allMatch(row -> owned.add(row.get("bucket"))));
        }

        boolean isWhole() {
            if (auth.number("select count(*) from shard_map where move_to is not null") > 0) {
                return false;
            }
            var stored = new HashSet<UUID>();
            Map<Object, Long> counted = new HashMap<>();
            Map<Object, Long> played = new HashMap<>();
            var rows = 0;
            for (var shard = 0; shard < SHARDS; shard++) {
                var game = games.get(shard);
                for (var row : game.query("select instance_id, uid, bucket from result")) {
                    rows++;
                    stored.add((UUID) row.get("instance_id"));
                    counted.merge(row.get("uid"), 1L, Long::sum);
                    mustBe(shard == auth.number("select shard from shard_map where bucket = ?",
                            row.get("bucket")), "a result is outside its owner, game-" + shard);
                }
                game.query("select uid, played from score").forEach(row -> played.merge(
                        row.get("uid"), ((Number) row.get("played")).longValue(), Long::sum));
            }
            mustBe(rows == stored.size(), "a result is stored twice");
            mustBe(stored.containsAll(acknowledged), "an acknowledged result is lost");
            mustBe(asked.containsAll(stored), "a result is stored that nobody asked for");
            mustBe(counted.equals(played), "scores count " + played + ", but there are " + counted);
            return moved > 0 && !stored.isEmpty();
        }

        private static void mustBe(boolean so, String otherwise) {
            if (!so) {
                throw new AssertionError(otherwise);
            }
        }

        private boolean isOver() {
            return sim.now().compareTo(LENGTH) >= 0 && moved > 0 && !acknowledged.isEmpty();
        }

        private Databases load(Node node) throws InterruptedException {
            var databases = Databases.over(node.name(),
                    new Sources(auth.dataSource(),
                            games.stream().map(SimDatabase::dataSource).toList()),
                    Database.Settings.DEFAULT, Audit.NONE);
            while (true) {
                try {
                    databases.shards().load();
                    return databases;
                } catch (DatabaseDown | DatabaseFault e) {
                    Thread.sleep(100);
                }
            }
        }

        private static <T> T any(List<T> of) {
            return of.get(ThreadLocalRandom.current().nextInt(of.size()));
        }
    }
}
