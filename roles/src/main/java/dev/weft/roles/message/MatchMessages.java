package dev.weft.roles.message;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Between lobby and matchmaker, on a channel named {@link #CHANNEL} that the lobby opens.
 *
 * <p>A match is committed in three steps, so that no ticket is in two: {@link Propose} to the
 * owners of its tickets, {@link Create} at the lobby that will run it (the instance exists or it
 * does not), and {@link Commit} to the owners; or {@link Release} when a step fails.
 */
public interface MatchMessages {

    /** The name of the channel. */
    String CHANNEL = "lobby";

    // lobby to matchmaker

    /**
     * The first message.
     *
     * @param node the lobby's node id
     * @param epoch its epoch in the directory
     * @param place where other lobbies and clients reach it
     * @param load how full it is
     */
    record Attach(UUID node, long epoch, Place place, Load load) {}

    /**
     * How full a lobby is: absolute counts, told again and again.
     *
     * @param users users that it has
     * @param instances games that it runs
     * @param room games that it would still take
     */
    record Load(int users, int instances, int room) {}

    /** Tickets that search; those that are known already change nothing. */
    record Submit(List<Ticket> tickets) {}

    /**
     * A ticket as the matchmaker knows it.
     *
     * @param id its name
     * @param uid whose it is
     * @param loginEpoch the login that it belongs to
     * @param mode which game
     * @param ageMillis how long it has waited
     */
    record Ticket(UUID id, long uid, long loginEpoch, String mode, long ageMillis) {}

    /** Tickets that search no longer. */
    record Withdraw(List<UUID> tickets) {}

    /**
     * The answer to {@link Propose}.
     *
     * @param match the match
     * @param refused tickets that can't be had; none: all are reserved
     */
    record Reserved(UUID match, List<UUID> refused) {}

    /**
     * The answer to {@link Create}.
     *
     * @param match the match
     * @param code OK: the instance exists; anything else: it does not, and never will
     * @param keys for the players who sit on other lobbies
     */
    record Created(UUID match, Code code, List<SeatKey> keys) {}

    // matchmaker to lobby

    /**
     * The answer to {@link Attach}.
     *
     * @param epoch the matchmaker's epoch; 0 if it is not the active one
     */
    record Attached(long epoch) {}

    /**
     * The matchmaker is being replaced: new tickets go to its successor. It goes on with those that
     * it has, and ends when it has none.
     *
     * @param successor where the successor is
     */
    record Replaced(Place successor) {}

    /** Tickets that the replaced matchmaker leaves to its successor. */
    record HandBack(List<UUID> tickets) {}

    /**
     * Asks the owner of these tickets to reserve them.
     *
     * @param epoch the matchmaker's epoch
     * @param match names the match
     * @param tickets those of this lobby
     * @param target node id of the lobby that will run the game
     */
    record Propose(long epoch, UUID match, List<UUID> tickets, UUID target) {}

    /**
     * Asks a lobby to make the instance. The same match again changes nothing.
     *
     * @param epoch the matchmaker's epoch
     * @param match names the match
     * @param mode which game
     * @param seats all players
     */
    record Create(long epoch, UUID match, String mode, List<Seat> seats) {}

    /**
     * One player of a match.
     *
     * @param ticket his ticket
     * @param uid who
     * @param loginEpoch the login that the ticket belongs to
     * @param lobby node id of the lobby that he sits on
     */
    record Seat(UUID ticket, long uid, long loginEpoch, UUID lobby) {}

    /**
     * Lets one player change to the lobby of his game.
     *
     * @param ticket his ticket
     * @param key null when he sits there already
     */
    record SeatKey(UUID ticket, @Nullable Secret key) {}

    /**
     * The instance exists.
     *
     * @param epoch the matchmaker's epoch
     * @param match the match
     * @param target node id of the lobby that runs it
     * @param place where that lobby is
     * @param keys for the tickets of the lobby that is told
     */
    record Commit(long epoch, UUID match, UUID target, Place place, List<SeatKey> keys) {}

    /**
     * The match will not be.
     *
     * @param epoch the matchmaker's epoch
     * @param match the match
     * @param why the reason
     * @param uncertain the instance may exist nevertheless: ask the target before searching again
     */
    record Release(long epoch, UUID match, Code why, boolean uncertain) {}
}
