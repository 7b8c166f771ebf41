package dev.weft.roles.db;

import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.game.Shards;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * The databases as one server sees them, each with its own gate.
 *
 * @param auth the auth database
 * @param shards finds the game database of a user
 */
public record Databases(Database auth, Shards shards) implements AutoCloseable {

    /** Runners over these sources; connects to nothing yet. */
    public static Databases over(
            String owner, Sources sources, Database.Settings settings, Audit audit) {
        var auth = new Database(owner, "auth", sources.auth(), Schema.AUTH, settings, audit);
        List<Database> games = new ArrayList<>();
        for (var source : sources.shards()) {
            games.add(new Database(
                    owner, "game-" + games.size(), source, Schema.GAME, settings, audit));
        }
        return new Databases(auth, new Shards(auth, games));
    }

    @Override
    public void close() {
        auth.close();
        shards.all().forEach(Database::close);
    }
}
