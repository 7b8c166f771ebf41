package dev.weft.roles.db.game;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.roles.db.Databases;
import dev.weft.roles.db.Heard;
import dev.weft.roles.db.Sources;
import dev.weft.roles.db.TestEngine;
import dev.weft.roles.db.Unreliable;
import dev.weft.roles.db.game.ResultStore.Result;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
@ParameterizedClass(name = "{0}")
@MethodSource("dev.weft.roles.db.TestEngine#all")
class ResultsTest {

    private final Heard heard = new Heard();
    private final DataSource auth;
    private final Unreliable one;
    private final Unreliable two;
    private final Databases databases;
    private final Results results;

    ResultsTest(TestEngine engine) {
        auth = engine.fresh();
        one = new Unreliable(engine.fresh());
        two = new Unreliable(engine.fresh());
        databases = Databases.over("test", new Sources(auth, List.of(one.source(), two.source())),
                new Database.Settings(Duration.ofSeconds(20), Duration.ofMillis(5), 4, 5), heard);
        results = new Results(databases.shards());
    }

    @Test
    void aResultCountsOnceHoweverOftenItIsStored() throws Exception {
        databases.shards().load();
        var result = new Result(UUID.randomUUID(), 42, "game", "WON", true);
        assertTrue(results.store(result));
        assertFalse(results.store(result));
        assertEquals(List.of("1 1"), score(42));
        assertTrue(results.store(new Result(UUID.randomUUID(), 42, "game", "LOST", false)));
        assertEquals(List.of("2 1"), score(42));
    }

    @Test
    void aLostReplyIsSettledByTheNextAttempt() throws Exception {
        databases.shards().load();
        var result = new Result(UUID.randomUUID(), 42, "game", "WON", true);
        results.store(new Result(UUID.randomUUID(), 42, "game", "LOST", false));
        one.mood = Unreliable.Mood.LOSES_REPLIES;
        two.mood = Unreliable.Mood.LOSES_REPLIES;
        assertThrows(DatabaseDown.class, () -> results.store(result));
        one.mood = Unreliable.Mood.WELL;
        two.mood = Unreliable.Mood.WELL;
        databases.shards().all().forEach(Heard::awaitUp);
        assertFalse(results.store(result));
        assertEquals(List.of("2 1"), score(42));
    }

    @Test
    void usersAreSpreadOverAllShardsAndStayWhereTheyAre() throws Exception {
        databases.shards().load();
        var shards = databases.shards();
        var names = new TreeSet<String>();
        for (var uid = 0L; uid < 100; uid++) {
            names.add(shards.of(uid).name());
            assertEquals(shards.of(uid), shards.of(uid));
        }
        assertEquals(List.of("game-0", "game-1"), List.copyOf(names));
        assertEquals(0, Shards.bucket(0));
        assertEquals(346, Shards.bucket(1));
    }

    @Test
    void theMapIsWrittenByWhoeverComesFirst() throws Exception {
        databases.shards().load();
        var other = Databases.over("other",
                new Sources(auth, List.of(one.source(), two.source())),
                Database.Settings.DEFAULT, heard);
        other.shards().load();
        assertEquals(databases.shards().of(7).name(), other.shards().of(7).name());
    }

    private List<String> score(long uid) throws Exception {
        return databases.shards().transaction(uid, "score", sql -> sql.list(
                "select played, won from score where uid = ?",
                row -> row.getInt(1) + " " + row.getInt(2), uid));
    }
}
