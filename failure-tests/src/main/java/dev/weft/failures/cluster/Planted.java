package dev.weft.failures.cluster;

import dev.weft.roles.db.Databases;
import dev.weft.roles.db.game.ResultStore;
import dev.weft.roles.db.game.Results;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * What a run replaces in the cluster: nothing, but for tests that plant a bug to see it caught.
 *
 * @param gameSchema runs in each game database before the roles install their own
 * @param auth around the auth database
 * @param results how lobbies store results
 */
public record Planted(
        String gameSchema, UnaryOperator<DataSource> auth,
        Function<? super Databases, ? extends ResultStore> results) {

    /** The cluster as it is. */
    public static final Planted NOTHING =
            new Planted("", UnaryOperator.identity(), databases -> new Results(databases.shards()));
}
