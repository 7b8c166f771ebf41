package dev.weft.roles.message;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Between client and lobby, on a channel named {@link #CHANNEL}. */
public interface UserMessages {

    /** The name of the channel. */
    String CHANNEL = "user";

    /** The version of all messages here. */
    int VERSION = 1;

    // client to lobby

    /**
     * The first message.
     *
     * @param version {@link #VERSION}
     * @param rid names this attempt: the same key and rid may be sent again after a lost answer
     * @param key from the login server, or from {@link MoveTo}
     */
    record Hello(int version, UUID rid, Secret key) {}

    /**
     * Wants a game. The same ticket again changes nothing.
     *
     * @param ticket chosen by the client, fresh for each game
     * @param mode which game
     */
    record QueueJoin(UUID ticket, String mode) {}

    /** No longer wants it. */
    record QueueCancel(UUID ticket) {}

    /** Asks where the ticket stands. */
    record QueueAsk(UUID ticket) {}

    /** Could not change to the lobby that {@link MoveTo} named, without a game: stays here. */
    record Stay(UUID lobby) {}

    /**
     * A player's move.
     *
     * @param match the game
     * @param text what the game understands
     */
    record Move(UUID match, String text) {}

    // lobby to client

    /**
     * The answer to {@link Hello}.
     *
     * @param code OK, or why not
     * @param retryMillis when to say hello again with the same key; 0 for never
     * @param uid who the user is
     */
    record Welcome(Code code, long retryMillis, long uid) {}

    /** Where a ticket stands. */
    enum TicketState {
        /** Waits for a match. */
        SEARCHING,
        /** A match is being made of it. */
        RESERVED,
        /** It has its match. */
        ASSIGNED,
        /** The user cancelled it. */
        CANCELLED,
        /** Too late to cancel: a match is being made of it. */
        TOO_LATE,
        /** The lobby knows no such ticket, now. */
        GONE
    }

    /**
     * The answer to the queue messages; pushed also when the state changes.
     *
     * @param ticket which
     * @param state where it stands
     * @param ageMillis how long it has waited
     * @param match the match, once there is one
     */
    record QueueState(UUID ticket, TicketState state, long ageMillis, @Nullable UUID match) {}

    /**
     * The user goes on at another lobby: his game is there, or this one is in wait-stop.
     *
     * @param match the game; null in wait-stop: the wish for a game that he has is told anew there
     * @param lobby the lobby's node id
     * @param place where to connect
     * @param key for {@link Hello} there, once and soon
     */
    record MoveTo(@Nullable UUID match, UUID lobby, Place place, Secret key) {}

    /**
     * The game begins.
     *
     * @param match the game
     * @param mode which game
     * @param players all players, in the game's order
     */
    record GameStarted(UUID match, String mode, List<Long> players) {}

    /**
     * What the player sees.
     *
     * @param match the game
     * @param text what the game says
     */
    record View(UUID match, String text) {}

    /**
     * The game is over.
     *
     * @param match the game
     * @param code OK, or why it was called off
     * @param outcome how it ended for this player; null if it was called off
     */
    record GameEnded(UUID match, Code code, @Nullable String outcome) {}

    /**
     * The last message before the lobby closes the channel.
     *
     * @param code why
     * @param last true: don't come back by yourself
     */
    record Goodbye(Code code, boolean last) {}
}
