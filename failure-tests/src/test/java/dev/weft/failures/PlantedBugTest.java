package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weft.failures.cluster.Planted;
import dev.weft.roles.db.game.ResultStore;
import dev.weft.roles.db.game.Results;
import dev.weft.roles.db.game.Shards;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.message.Code;
import dev.weft.sim.SimulationFailed;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Proof that the suite can fail: bugs of the kind that people write are planted in the cluster, and
 * the same invariants over the main job's own runs must find each of them, soon.
 */
@Timeout(300)
class PlantedBugTest {

    private static final int SEEDS_MAX = 30;

    /** As {@link Results}, by somebody who did not expect to be called twice. */
    private record Careless(Shards shards) implements ResultStore {

        static final String SCHEMA = """
                create table result (instance_id uuid not null, uid bigint not null,
                    bucket int not null, mode varchar(64) not null,
                    outcome varchar(16) not null, at timestamp(6) with time zone not null);
                """;

        @Override
        public boolean store(Result result) throws DatabaseDown, InterruptedException {
            var bucket = Shards.bucket(result.uid());
            return shards.transaction(result.uid(), "result-store", sql -> {
                sql.update("insert into result (instance_id, uid, bucket, mode,"
                        + " outcome, at) values (?, ?, ?, ?, ?, current_timestamp)",
                        result.instance(), result.uid(), bucket, result.mode(), result.outcome());
                return true;
            });
        }
    }

    @Test
    void aResultThatIsStoredAgainAfterALostReplyIsFound() {
        found("I18 ", new Planted(Careless.SCHEMA, UnaryOperator.identity(),
                databases -> new Careless(databases.shards())));
    }

    @Test
    void aKeyThatOpensTwiceIsFound() {
        found("I02 ", inAuth(" and used_at is null", ""));
    }

    @Test
    void aMatchmakerThatComesBackWithItsOldEpochIsFound() {
        found("I22 ", inAuth("update mm set node_id = ?, epoch = epoch + 1",
                "update mm set node_id = ?, epoch = epoch"));
    }

    @Test
    void aDeadLobbyThatKeepsItsUsersForEverIsFound() {
        found("I14 ", inAuth("delete from claim where uid = ?",
                "delete from claim where 1 = 0 and uid = ?"));
    }

    @Test
    void withoutABugTheSameRunsHold() {
        for (var seed = 1; seed <= 5; seed++) {
            assertEquals("", played(seed, Planted.NOTHING));
        }
    }

    /** The bug must be found by this invariant, and by none before it. */
    private static void found(String invariant, Planted planted) {
        for (var seed = 1; seed <= SEEDS_MAX; seed++) {
            var failure = played(seed, planted);
            if (!failure.isEmpty()) {
                assertTrue(failure.contains("\"" + invariant), failure);
                return;
            }
        }
        fail("not found in " + SEEDS_MAX + " seeds");
    }

    private static Planted inAuth(String fragment, String other) {
        return new Planted("", new Rewritten(fragment, other)::in,
                databases -> new Results(databases.shards()));
    }

    /** How it failed, or nothing. */
    private static String played(long seed, Planted planted) {
        var drawn = ClusterRun.Setup.drawn(seed, Duration.ofMinutes(1));
        var setup = new ClusterRun.Setup(drawn.shape(), drawn.plan(), drawn.length(), planted);
        var thief = new Thief();
        try (var run = new ClusterRun(seed, setup)) {
            run.simulation().host("thief", thief::steal);
            run.play();
            assertEquals(List.of(Code.OK, Code.KEY_USED), thief.answers);
            return "";
        } catch (SimulationFailed e) {
            return e.getMessage();
        }
    }
}
