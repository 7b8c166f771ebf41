package dev.weft.roles.message;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Between two lobbies, on a channel named {@link #CHANNEL}: requests. */
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

    /**
     * A lobby in wait-stop is about to send a user here.
     *
     * @param uid who
     * @param ticket his ticket, if he waits for a game; it goes on here when he tells it again
     * @param ageMillis how long it has waited
     */
    record Expect(long uid, @Nullable UUID ticket, long ageMillis) {}

    /**
     * The answer.
     *
     * @param code OK, or why he can't come
     */
    record Expected(Code code) {}
}
