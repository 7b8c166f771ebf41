package dev.weft.roles.db.game;

import dev.weft.roles.db.runner.DatabaseDown;
import java.util.UUID;

/** Where the results of games go. */
@FunctionalInterface
public interface ResultStore {

    /**
     * How a game ended for one of its players.
     *
     * @param instance the game
     * @param uid the player
     * @param mode which game
     * @param outcome how it ended for him
     * @param won whether that counts as won
     */
    record Result(UUID instance, long uid, String mode, String outcome, boolean won) {}

    /**
     * Stores it once, however often it is called.
     *
     * @return whether this call stored it; false when it was there before
     * @throws DatabaseDown call again later
     */
    boolean store(Result result) throws DatabaseDown, InterruptedException;
}
