package dev.weft.roles.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.db.runner.DatabaseFault;
import dev.weft.roles.db.runner.Schema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PoolsTest {

    @TempDir
    private Path folder;

    @Test
    void databasesThatWereMixedUpAreRefused() throws Exception {
        var right = Pools.Urls.inFolder(folder.toString(), 2);
        Pools.open(right, 4).close();
        var wrong = new Pools.Urls(right.auth(), right.games().reversed());
        var refused = assertThrows(IllegalArgumentException.class, () -> Pools.open(wrong, 4));
        assertTrue(refused.getMessage().contains("game-0 of this start: shard-check: it is game"
                + " database 1, and is given as 0"), refused.getMessage());
    }

    @Test
    void aGameDatabaseThatIsMissingIsTold() throws Exception {
        var all = Pools.Urls.inFolder(folder.toString(), 2);
        Pools.open(all, 4).close();
        var fewer = new Pools.Urls(all.auth(), all.games().subList(0, 1));
        var refused = assertThrows(IllegalArgumentException.class, () -> Pools.open(fewer, 4));
        assertTrue(refused.getMessage().contains("only 1 are configured"), refused.getMessage());
    }

    @Test
    void anotherProcessMayUseNeitherFileMeanwhile() throws Exception {
        var urls = Pools.Urls.inFolder(folder.toString(), 1);
        try (var pools = Pools.open(urls, 4)) {
            var command = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp", System.getProperty("java.class.path"), "dev.weft.roles.Main",
                    "cluster", "--auth-db", urls.auth(), "--game-db", urls.games().getFirst());
            var process = command.redirectErrorStream(true).start();
            var told = new String(process.getInputStream().readAllBytes()).strip();
            assertEquals(1, process.waitFor(), told);
            assertEquals(1, told.lines().count(), told);
            assertTrue(told.contains("already in use"), told);
            assertEquals(1, pools.sources().shards().size());
        }
    }

    @Test
    void theInterruptOfACallerHarmsNobodyElse() throws Exception {
        var urls = Pools.Urls.inFolder(folder.toString(), 1);
        auth(urls, auth -> auth.transaction("fill", sql -> {
            sql.batch("insert into account (uid, name, pass_hash, state) values (?, ?, ?, 0)",
                    IntStream.range(0, 2_000).mapToObj(i ->
                            new Object[] {i, "name " + i, "x".repeat(200)}).toList());
            return 0;
        }));
        // Opened anew, so that the rows have to be read from the file, under the interrupt.
        auth(urls, auth -> {
            try {
                auth.transaction("read", sql -> {
                    Thread.currentThread().interrupt();
                    return sql.list("select name from account", row -> row.getString(1));
                });
            } catch (DatabaseDown | DatabaseFault e) {
                // It harms itself.
            }
            int rows = auth.transaction("count", sql -> sql.list(
                    "select name from account", row -> row.getString(1)).size());
            assertEquals(2_000, rows);
        });
    }

    /** What is done with a database. */
    @FunctionalInterface
    private interface Use {
        void of(Database auth) throws DatabaseDown, InterruptedException;
    }

    private static void auth(Pools.Urls urls, Use use) throws Exception {
        try (var pools = Pools.open(urls, 4);
                var auth = new Database("test", "auth", pools.sources().auth(), Schema.AUTH,
                        new Database.Settings(
                                Duration.ofSeconds(20), Duration.ofMillis(5), 4, 3),
                        Audit.NONE)) {
            use.of(auth);
        }
    }
}
