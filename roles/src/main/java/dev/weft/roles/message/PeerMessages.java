package dev.weft.roles.message;

import java.util.UUID;

/** Between two lobbies, on a channel named {@link #CHANNEL}: requests about a match in doubt. */
public interface PeerMessages {

    /** The name of the channel. */
    String CHANNEL = "peer";

    /**
     * The owner of a reserved ticket heard no more of its match, and takes the ticket back.
     *
     * @param match the match
     * @param uid the ticket's user
     */
    record CancelJoin(UUID match, long uid) {}

    /**
     * The answer.
     *
     * @param joined true: the user plays already; false: he never will, in this match
     */
    record JoinState(boolean joined) {}
}
