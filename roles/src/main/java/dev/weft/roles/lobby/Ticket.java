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
    private final long sinceNanos = System.nanoTime();
    long submitNanos = sinceNanos; // when to tell the matchmaker next, while SEARCHING
    @Nullable UUID match; // null while SEARCHING
    @Nullable UUID target; // the lobby that will run the match
    long deadlineNanos; // while RESERVED: when to ask the target
    boolean asking; // the target is being asked
    boolean unwanted; // ends as cancelled, if no game comes of the match

    Ticket(UUID id, long uid, long loginEpoch, String mode) {
        this.id = id;
        this.uid = uid;
        this.loginEpoch = loginEpoch;
        this.mode = mode;
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
