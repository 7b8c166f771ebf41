package dev.weft.failures.witness;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What is committed in the databases, read at once and without faults. */
public interface Records {

    /**
     * A row of {@code result}.
     *
     * @param shard the database that has it
     * @param match the game
     * @param uid the player
     * @param outcome how it ended for him
     */
    record Result(String shard, UUID match, long uid, String outcome) {}

    /**
     * A used row of {@code auth_key}.
     *
     * @param mark the part of its hash that roles tell
     * @param uid whose it is
     * @param node the lobby that it is for
     * @param rid who used it
     * @param late used after it had expired
     */
    record Key(String mark, long uid, UUID node, UUID rid, boolean late) {}

    /** All results of all shards. */
    List<Result> results();

    /** The games that each user's score counts. */
    Map<Long, Long> played();

    /** The keys that were used. */
    List<Key> usedKeys();
}
