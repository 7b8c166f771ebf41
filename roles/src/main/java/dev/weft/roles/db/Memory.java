package dev.weft.roles.db;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import com.zaxxer.hikari.HikariDataSource;
import org.h2.jdbcx.JdbcDataSource;

/**
 * Databases in this process' memory, each behind a pool: nothing to install. They end, with all
 * that is in them, at {@link #close}.
 */
public final class Memory implements AutoCloseable {

    private final List<HikariDataSource> pools;

    private Memory(List<HikariDataSource> pools) {
        this.pools = pools;
    }

    /** A new auth database and so many shards. */
    public static Memory start(int shards) {
        var run = UUID.randomUUID();
        var names = Stream.concat(
                Stream.of("auth"), IntStream.range(0, shards).mapToObj(i -> "game-" + i));
        return new Memory(names
                .map(name -> Pool.over(name, h2(name + "-" + run), 16))
                .toList());
    }

    /** An H2 database that behaves as PostgreSQL as far as it can. */
    public static JdbcDataSource h2(String name) {
        var source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + name + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"
                + ";DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1");
        return source;
    }

    /** What servers are given. */
    public Sources sources() {
        return new Sources(pools.getFirst(), List.copyOf(pools.subList(1, pools.size())));
    }

    @Override
    public void close() {
        for (var pool : pools) {
            try (var connection = pool.getConnection(); var end = connection.createStatement()) {
                end.execute("shutdown");
            } catch (SQLException e) {
                // It is gone already, and that is what we want.
            }
            pool.close();
        }
    }
}
