package dev.weft.roles.db.game;

import dev.weft.roles.db.runner.DatabaseDown;

/**
 * The tables {@code result} and {@code score} in the user's shard. The result's key, game and user,
 * decides in the same transaction whether the score counts it.
 */
public final class Results implements ResultStore {

    private final Shards shards;

    /** Over the game databases. */
    public Results(Shards shards) {
        this.shards = shards;
    }

    @Override
    public boolean store(Result result) throws DatabaseDown, InterruptedException {
        var uid = result.uid();
        var bucket = Shards.bucket(uid);
        var won = result.won() ? 1 : 0;
        return shards.transaction(uid, "result-store", sql -> {
            var first = sql.update("insert into result (instance_id, uid, bucket, mode,"
                    + " outcome, at) values (?, ?, ?, ?, ?, current_timestamp)"
                    + " on conflict do nothing",
                    result.instance(), uid, bucket, result.mode(), result.outcome()) == 1;
            if (first && sql.update("update score set played = played + 1,"
                    + " won = won + ? where uid = ?", won, uid) == 0) {
                sql.update("insert into score (uid, bucket, played, won)"
                        + " values (?, ?, 1, ?)", uid, bucket, won);
            }
            return first;
        });
    }
}
