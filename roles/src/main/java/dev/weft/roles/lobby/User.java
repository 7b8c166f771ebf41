package dev.weft.roles.lobby;

import dev.weft.Channel;
import dev.weft.roles.lane.Lane;
import org.jspecify.annotations.Nullable;

/** One client's connection, and who it is once its key is checked. Confined to the lobby's lane. */
final class User {

    enum State {
        /** Has said nothing yet. */
        CONNECTING,
        /** Its key is being checked. */
        CHECKING,
        /** Is in. */
        ACTIVE,
        /** Left, or never came in. */
        GONE
    }

    final Channel channel;
    State state = State.CONNECTING;
    long uid;
    long loginEpoch;
    long sinceNanos; // when it came in
    boolean moving; // was told to change to another lobby
    long moveEndNanos; // while moving: when his key for it ends
    boolean staying; // while moving: he goes on here, so he did not get there
    boolean leaving; // while moving: not for a game, but because the lobby is in wait-stop
    int unanswered; // how often he was told so and did nothing
    @Nullable Instance instance;

    User(Channel channel) {
        this.channel = channel;
    }

    boolean isActive() {
        return state == State.ACTIVE;
    }

    void tell(Object message) {
        Lane.tell(channel, message);
    }
}
