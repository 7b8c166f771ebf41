package dev.weft.roles.match;

import dev.weft.roles.message.MatchMessages.Ticket;
import java.util.List;

/**
 * Forms matches from the tickets that search: the rule of the game, without network or clock. It
 * runs in the matchmaker's lane, so it must not wait.
 */
@FunctionalInterface
public interface MatchFunction {

    /**
     * Some of the tickets that should play together.
     *
     * @param mode which game
     * @param tickets no ticket and no user twice
     */
    record Group(String mode, List<Ticket> tickets) {}

    /**
     * Forms what can be formed now. No ticket may be in two groups.
     *
     * @param waiting all tickets that search, the oldest first
     */
    List<Group> match(List<Ticket> waiting);
}
