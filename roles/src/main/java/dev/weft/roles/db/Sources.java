package dev.weft.roles.db;

import java.util.List;
import javax.sql.DataSource;

/**
 * Where a server gets its connections: pools in the real run, failing data sources in a simulation.
 *
 * @param auth the auth database
 * @param shards the game databases, in the order of their numbers
 */
public record Sources(DataSource auth, List<DataSource> shards) {
    /** Keeps a copy. */
    public Sources {
        shards = List.copyOf(shards);
    }
}
