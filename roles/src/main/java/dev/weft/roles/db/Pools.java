package dev.weft.roles.db;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.db.runner.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The databases of the real run, each behind a pool of connections. {@link #close} ends the pools,
 * and with them what is only in memory.
 */
public final class Pools implements AutoCloseable {

    /**
     * Where the databases are.
     *
     * @param auth as {@link DatabaseUrl#source} takes it
     * @param games likewise, in the order of their numbers, which never changes; none for a server
     *     that needs only the auth database
     */
    public record Urls(String auth, List<String> games) {
        /** Keeps a copy. */
        public Urls {
            games = List.copyOf(games);
        }

        /** In memory, gone with the pools. */
        public static Urls inMemory(int shards) {
            var run = UUID.randomUUID();
            return new Urls("jdbc:h2:mem:auth-" + run, IntStream.range(0, shards)
                    .mapToObj(i -> "jdbc:h2:mem:game-" + i + "-" + run).toList());
        }

        /** In files of this folder, which keep everything. */
        public static Urls inFolder(String folder, int shards) {
            return new Urls("jdbc:h2:file:" + folder + "/auth", IntStream.range(0, shards)
                    .mapToObj(i -> "jdbc:h2:file:" + folder + "/game-" + i).toList());
        }
    }

    private static final Database.Settings PATIENT = new Database.Settings(
            Duration.ofSeconds(20), Duration.ofMillis(100), 2, 10);

    private final List<HikariDataSource> pools = new ArrayList<>();
    private final List<HikariDataSource> memories = new ArrayList<>();

    private final int connections;

    private Pools(int connections) {
        this.connections = connections;
    }

    /**
     * Opens all, installs their schemas, and looks whether they belong together.
     *
     * @param connections how many to each, 1 or more
     * @throws IllegalArgumentException if one can't be used; the message says which, and why
     */
    public static Pools open(Urls urls, int connections) throws InterruptedException {
        var opened = new Pools(connections);
        try {
            opened.add("auth", urls.auth());
            for (var i = 0; i < urls.games().size(); i++) {
                opened.add("game-" + i, urls.games().get(i));
            }
            if (!urls.games().isEmpty()) {
                opened.check();
            }
            return opened;
        } catch (RuntimeException | Error | InterruptedException e) {
            opened.close();
            throw e;
        }
    }

    /** What servers are given. */
    public Sources sources() {
        return new Sources(pools.getFirst(), List.copyOf(pools.subList(1, pools.size())));
    }

    @Override
    public void close() {
        for (var memory : memories) {
            try (var connection = memory.getConnection(); var end = connection.createStatement()) {
                end.execute("shutdown");
            } catch (SQLException e) {
                // It is gone already, and that is what we want.
            }
        }
        pools.forEach(HikariDataSource::close);
    }

    private void add(String name, String url) {
        var pool = Pool.over(name, DatabaseUrl.usable(name, url), connections);
        pools.add(pool);
        if (DatabaseUrl.isInMemory(url)) {
            memories.add(pool);
        }
    }

    private void check() throws InterruptedException {
        try (var databases = Databases.over("this start", sources(), PATIENT, Audit.NONE)) {
            databases.shards().load();
            databases.shards().check();
        } catch (DatabaseDown | RuntimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
