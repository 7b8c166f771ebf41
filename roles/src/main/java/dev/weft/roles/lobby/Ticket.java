package dev.weft.roles.lobby;

import dev.weft.roles.message.MatchMessages;
import dev.weft.roles.message.UserMessages.QueueState;
import dev.weft.roles.message.UserMessages.TicketState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user's wish for a game, owned by his lobby: SEARCHING, or RESERVED for one match. It ends as
 * assigned or cancelled, and never waits less than it has waited. Confined to the lobby's lane.
 */
final class Ticket {
    final UUID id;
    final long uid;
    final long loginEpoch;
    final String mode;
    private final long sinceNanos;
    long submitNanos; // when to tell the matchmaker next, while SEARCHING
    @Nullable MatchmakerLink told; // the matchmaker that has it
    long epoch; // of that matchmaker, when it was told: no other may use the ticket
    @Nullable UUID match; // null while SEARCHING
    @Nullable UUID target; // the lobby that will run the match
    long deadlineNanos; // while RESERVED: when to ask the target
    boolean asking; // the target is being asked
    boolean unwanted; // ends as cancelled, if no game comes of the match

    /**
     * A ticket that searches.
     *
     * @param waitedMillis how long it has done so already, at another lobby
     */
    Ticket(UUID id, long uid, long loginEpoch, String mode, long waitedMillis) {
        this.id = id;
        this.uid = uid;
        this.loginEpoch = loginEpoch;
        this.mode = mode;
        this.sinceNanos = System.nanoTime() - waitedMillis * 1_000_000;
        this.submitNanos = System.nanoTime();
    }

    boolean isSearching() {
        return match == null;
    }

    long ageMillis() {
        return (System.nanoTime() - sinceNanos) / 1_000_000;
    }

    QueueState state() {
        return state(match == null ? TicketState.SEARCHING : TicketState.RESERVED);
    }

    QueueState state(TicketState now) {
        return new QueueState(id, now, ageMillis(), match);
    }

    MatchMessages.Ticket submission() {
        return new MatchMessages.Ticket(id, uid, loginEpoch, mode, ageMillis());
    }
}
