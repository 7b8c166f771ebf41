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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lobby's connection to the active matchmaker: found in the directory, made on a thread of its
 * own, made again when it breaks or when another is active. Confined to the lobby's lane.
 */
final class MatchmakerLink {

    private final Node node;
    private final Timing timing;
    private final Lane lane;
    private final Supplier<Attach> introduction;
    private final Consumer<Channel> handlers;
    private final Runnable whenAttached;
    private final Runnable whenDetached;
    private final Audit audit;

    private @Nullable Place active; // where the active one is, as far as we know
    private long epoch; // the highest that we have heard of
    private @Nullable Channel channel;
    private boolean connecting;
    private boolean attached;

    /**
     * Not connected yet.
     *
     * @param introduction what to say first
     * @param handlers gives a new channel its handlers for proposals
     * @param whenAttached runs when a matchmaker took us
     * @param whenDetached runs when that connection broke: nothing comes from it any more
     */
    MatchmakerLink(Node node, Timing timing, Lane lane, Supplier<Attach> introduction,
            Consumer<Channel> handlers, Runnable whenAttached, Runnable whenDetached,
            Audit audit) {
        this.node = node;
        this.timing = timing;
        this.lane = lane;
        this.introduction = introduction;
        this.handlers = handlers;
        this.whenAttached = whenAttached;
        this.whenDetached = whenDetached;
        this.audit = audit;
    }

    long epoch() {
        return epoch;
    }

    boolean isFrom(Channel other) {
        return attached && channel == other;
    }

    /** What the directory says; connects if need be. */
    void look(Optional<Place> place, long now) {
        if (place.isPresent()) {
            if (channel != null && now > epoch && !place.get().equals(active)) {
                channel.pipe().destroy(); // another took over; the old one may not know yet
            }
            active = place.get();
        }
        epoch = Math.max(epoch, now);
    }

    /** Connects, if there is no connection. */
    void connect() {
        var place = active;
        if (place == null || channel != null || connecting) {
            return;
        }
        connecting = true;
        lane.away("to-matchmaker", () -> open(place), opened -> {
            connecting = false;
            channel = opened.orElse(null);
            if (channel != null) {
                var mine = channel;
                mine.onClose(reason -> closed(mine));
                Lane.tell(mine, introduction.get());
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
                    handlers.accept(it);
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
        whenAttached.run();
    }

    private void closed(Channel old) {
        old.pipe().destroy();
        if (channel == old) {
            channel = null;
            if (attached) {
                attached = false;
                audit.tell(node.name(), "mm-detached", "epoch", epoch);
                whenDetached.run();
            }
        }
    }
}
