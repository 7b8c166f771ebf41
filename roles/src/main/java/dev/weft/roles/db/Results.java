package dev.weft.roles.db;

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
        return shards.of(uid).transaction("result-store", connection -> {
            var first = Sql.update(connection, "insert into result (instance_id, uid, bucket, mode,"
                    + " outcome, at) values (?, ?, ?, ?, ?, current_timestamp)"
                    + " on conflict do nothing",
                    result.instance(), uid, bucket, result.mode(), result.outcome()) == 1;
            if (first && Sql.update(connection, "update score set played = played + 1,"
                    + " won = won + ? where uid = ?", won, uid) == 0) {
                Sql.update(connection, "insert into score (uid, bucket, played, won)"
                        + " values (?, ?, 1, ?)", uid, bucket, won);
            }
            return first;
        });
    }
}
