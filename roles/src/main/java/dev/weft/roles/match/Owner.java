package dev.weft.roles.match;

import dev.weft.Channel;
import dev.weft.roles.lane.Lane;
import dev.weft.roles.message.MatchMessages.Attach;
import dev.weft.roles.message.MatchMessages.Load;
import dev.weft.roles.message.Place;
import java.util.UUID;

/** One attached lobby: it owns tickets, and it may run games. Confined to the matchmaker's lane. */
final class Owner {
    final UUID node;
    final Place place;
    private final Channel channel;
    private Load load;

    Owner(Channel channel, Attach attach) {
        this.node = attach.node();
        this.place = attach.place();
        this.channel = channel;
        this.load = attach.load();
    }

    void tell(Object message) {
        Lane.tell(channel, message);
    }

    void cut() {
        channel.pipe().destroy();
    }

    void load(Load now) {
        load = now;
    }

    /** Counts a game that it got until it says itself how full it is. */
    void gotGame() {
        load = new Load(load.users(), load.instances() + 1, load.room() - 1);
    }

    int room() {
        return load.room();
    }

    int instances() {
        return load.instances();
    }

    int users() {
        return load.users();
    }
}
