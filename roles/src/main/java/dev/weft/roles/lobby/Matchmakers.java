package dev.weft.roles.lobby;

import dev.weft.Channel;
import dev.weft.Node;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.directory.Timing;
import dev.weft.roles.lane.Lane;
import dev.weft.roles.message.MatchMessages.HandBack;
import dev.weft.roles.message.MatchMessages.Replaced;
import dev.weft.roles.message.Place;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The matchmakers that the lobby is attached to: the active one, found in the directory, and at
 * times one that it replaces, which goes on with the tickets that it has. Confined to the lobby's
 * lane.
 */
final class Matchmakers {

    private final Node node;
    private final Timing timing;
    private final Lane lane;
    private final MatchmakerLink.Surroundings around;
    private final Tickets tickets;
    private final Audit audit;

    private MatchmakerLink active;
    private @Nullable MatchmakerLink replaced;

    Matchmakers(Node node, Timing timing, Lane lane, MatchmakerLink.Surroundings around,
            Tickets tickets, Audit audit) {
        this.node = node;
        this.timing = timing;
        this.lane = lane;
        this.around = around;
        this.tickets = tickets;
        this.audit = audit;
        this.active = new MatchmakerLink(node, timing, lane, around, 0, audit);
    }

    /** What the directory says. */
    void look(Optional<Place> place, long epoch) {
        active.look(place, epoch);
    }

    /** Connects to the active one, if there is no connection. */
    void connect() {
        active.connect();
    }

    void tellAll(Object message) {
        links().forEach(link -> link.tell(message));
    }

    /** Through whom a message came; empty if he has no say any more. */
    Optional<MatchmakerLink> from(Channel channel) {
        return links().filter(link -> link.isFrom(channel)).findFirst();
    }

    /** To whom a ticket belongs that was told to this one, or to nobody yet. */
    MatchmakerLink of(@Nullable MatchmakerLink told) {
        return told != null && told == replaced ? told : active;
    }

    /** What a matchmaker says when it is being replaced. */
    void handle(MatchmakerLink link, Channel channel) {
        channel.on(Replaced.class, it -> replaced(link, it.successor()))
                .on(HandBack.class, it -> tickets.handedBack(it.tickets()));
    }

    /** The connection broke. */
    void detached(MatchmakerLink link) {
        if (link == replaced) {
            replaced = null;
        }
        tickets.detached(link);
    }

    private void replaced(MatchmakerLink link, Place successor) {
        if (link != active) {
            return;
        }
        if (replaced != null) {
            replaced.cut(); // what it had is told to the successor
        }
        link.retire();
        replaced = link;
        active = new MatchmakerLink(node, timing, lane, around, link.epoch() + 1, audit);
        active.look(Optional.of(successor), link.epoch() + 1);
        active.connect();
    }

    private Stream<MatchmakerLink> links() {
        return replaced == null ? Stream.of(active) : List.of(active, replaced).stream();
    }
}
