package dev.weft.roles.lobby;

import dev.weft.Channel;
import dev.weft.NetException;
import dev.weft.Node;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.directory.Timing;
import dev.weft.roles.lane.Lane;
import dev.weft.roles.message.MatchMessages;
import dev.weft.roles.message.MatchMessages.Attach;
import dev.weft.roles.message.MatchMessages.Attached;
import dev.weft.roles.message.Place;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lobby's connection to one matchmaker: made on a thread of its own, made again when it breaks
 * or when another is active, until it is {@link #retire retired}. Confined to the lobby's lane.
 */
final class MatchmakerLink {

    /** What a link needs of the lobby around it. */
    interface Surroundings {

        /** What to say first. */
        Attach introduction();

        /** Gives a new channel its handlers. */
        void handle(MatchmakerLink link, Channel channel);

        /** A matchmaker took us. */
        void attached(MatchmakerLink link);

        /** That connection broke: nothing comes from it any more. */
        void detached(MatchmakerLink link);
    }

    private final Node node;
    private final Timing timing;
    private final Lane lane;
    private final Surroundings around;
    private final Audit audit;

    private @Nullable Place active; // where the active one is, as far as we know
    private long epoch; // the highest that we have heard of
    private @Nullable Channel channel;
    private boolean connecting;
    private boolean attached;
    private boolean retired;

    /**
     * Not connected yet.
     *
     * @param epoch a matchmaker of a lower one is none
     */
    MatchmakerLink(Node node, Timing timing, Lane lane, Surroundings around, long epoch,
            Audit audit) {
        this.node = node;
        this.timing = timing;
        this.lane = lane;
        this.around = around;
        this.epoch = epoch;
        this.audit = audit;
    }

    long epoch() {
        return epoch;
    }

    boolean isAttached() {
        return attached;
    }

    boolean isFrom(Channel other) {
        return attached && channel == other;
    }

    /** Connects to no other any more: this one is being replaced. */
    void retire() {
        retired = true;
    }

    /** Breaks it off. */
    void cut() {
        if (channel != null) {
            channel.pipe().destroy();
        }
    }

    /** Who is active now, and where if that is known; connects soon if that is another one. */
    void look(Optional<Place> place, long now) {
        if (retired || now < epoch) {
            return;
        }
        if (place.isPresent()) {
            if (now > epoch && !place.get().equals(active)) {
                cut(); // another took over; the old one may not know yet
            }
            active = place.get();
        }
        epoch = now;
    }

    /** Connects, if there is no connection. */
    void connect() {
        var place = active;
        if (place == null || channel != null || connecting || retired) {
            return;
        }
        connecting = true;
        lane.away("to-matchmaker", () -> open(place), opened -> {
            connecting = false;
            channel = opened.orElse(null);
            if (channel != null) {
                var mine = channel;
                mine.onClose(reason -> closed(mine));
                Lane.tell(mine, around.introduction());
            }
        });
    }

    void tell(Object message) {
        if (attached && channel != null) {
            Lane.tell(channel, message);
        }
    }

    private Optional<Channel> open(Place place) throws InterruptedException {
        try {
            var pipe = node.connect(place.endpoint(), timing.answer());
            try {
                return Optional.of(pipe.open(MatchMessages.CHANNEL, it -> {
                    it.heartbeat(timing.beat(), timing.silence());
                    it.on(Attached.class, answer -> attached(it, answer));
                    around.handle(this, it);
                    lane.attach(it);
                }));
            } catch (RuntimeException | InterruptedException e) {
                pipe.destroy();
                throw e;
            }
        } catch (NetException e) {
            return Optional.empty(); // the next look tries again
        }
    }

    private void attached(Channel from, Attached answer) {
        if (channel != from) {
            return;
        }
        if (answer.epoch() == 0 || answer.epoch() < epoch) {
            from.pipe().destroy(); // not the active one, or no longer
            return;
        }
        epoch = answer.epoch();
        attached = true;
        audit.tell(node.name(), "mm-attached", "epoch", epoch);
        around.attached(this);
    }

    private void closed(Channel old) {
        old.pipe().destroy();
        if (channel == old) {
            channel = null;
            if (attached) {
                attached = false;
                audit.tell(node.name(), "mm-detached", "epoch", epoch);
                around.detached(this);
            }
        }
    }
}
