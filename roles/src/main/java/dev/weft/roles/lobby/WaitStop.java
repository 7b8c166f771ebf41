package dev.weft.roles.lobby;

import dev.weft.NetException;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.auth.Keys;
import dev.weft.roles.db.auth.Nodes.Server;
import dev.weft.roles.db.auth.Nodes.State;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.directory.Directory;
import dev.weft.roles.lane.Lane;
import dev.weft.roles.lobby.Tickets.Handed;
import dev.weft.roles.message.Code;
import dev.weft.roles.message.PeerMessages.Expect;
import dev.weft.roles.message.Place;
import dev.weft.roles.message.Secret;
import dev.weft.roles.message.UserMessages.MoveTo;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The wait-stop of a lobby: it takes neither users nor games any more, games that run go on to
 * their end, and whoever is in none is sent to another lobby, a few at a time. When nobody and
 * nothing is left the lobby ends.
 *
 * <p>A user is sent as for a game: he has a key for the other lobby and leaves this one only when
 * that has taken him. A ticket that searches goes with him and keeps its age. Where no other lobby
 * has room, users stay and play on elsewhere's games, and the audit tells it. Who does not go, and
 * does not say that he could not, is sent away after some times.
 *
 * <p>What is decided stands in the directory, so that it outlives a crash and can be called off.
 * Confined to the lobby's lane.
 */
final class WaitStop {

    /** Users sent in one sweep, two of which come a second: the others must take them in. */
    private static final int SENT_MAX = 25;

    private static final int UNANSWERED_MAX = 3;
    private static final long ALERT_NANOS = 10_000_000_000L;

    private final String name;
    private final Lobby.Config config;
    private final Lane lane;
    private final Users users;
    private final Tickets tickets;
    private final Instances instances;
    private final Directory directory;
    private final Peers peers;
    private final Keys keys;
    private final BooleanSupplier isStored;
    private final Audit audit;
    // Sent there since its count was read, which the directory does each second.
    private final Map<UUID, Integer> sent = new LinkedHashMap<>();
    private boolean on;
    private long alertNanos;

    WaitStop(String name, Lobby.Config config, Lane lane, Users users, Tickets tickets,
            Instances instances, Directory directory, Peers peers, Keys keys,
            BooleanSupplier isStored, Audit audit) {
        this.name = name;
        this.config = config;
        this.lane = lane;
        this.users = users;
        this.tickets = tickets;
        this.instances = instances;
        this.directory = directory;
        this.peers = peers;
        this.keys = keys;
        this.isStored = isStored;
        this.audit = audit;
    }

    boolean isOn() {
        return on;
    }

    /** The directory was read anew. */
    void looked() {
        sent.clear();
        decided(directory.state() == State.WAIT_STOP);
    }

    private void decided(boolean now) {
        if (now != on) {
            on = now;
            users.takesMore(!on);
            instances.takesMore(!on);
            alertNanos = System.nanoTime();
            audit.tell(name, on ? "wait-stop" : "wait-stop-off", "users", users.count(),
                    "games", instances.count());
        }
    }

    /** Sends users away; returns whether nobody and nothing is left. */
    boolean sweep() {
        if (!on) {
            return false;
        }
        var stuck = 0;
        var left = SENT_MAX;
        for (var user : users.active()) {
            if (user.leaving && System.nanoTime() - user.moveEndNanos > 0) {
                unanswered(user);
            } else if (left > 0 && !user.moving && user.instance == null && tickets.isFree(user)) {
                var target = target();
                if (target.isPresent()) {
                    send(user, target.get());
                    left--;
                } else {
                    stuck++;
                }
            }
        }
        alert(stuck);
        return users.count() == 0 && tickets.isEmpty() && instances.isIdle()
                && isStored.getAsBoolean();
    }

    /** The user could not go there: he stays for now. */
    void stays(User user) {
        if (user.leaving) {
            user.leaving = false;
            user.staying = true; // soon his session is here again, and his key is void
            audit.tell(name, "stays", "uid", user.uid);
        }
    }

    private void unanswered(User user) {
        user.leaving = false;
        if (++user.unanswered >= UNANSWERED_MAX) {
            users.dismiss(user, Code.DRAINING, false);
        } else {
            user.staying = true;
        }
    }

    private void alert(int stuck) {
        var now = System.nanoTime();
        if (stuck == 0) {
            alertNanos = now;
        } else if (now - alertNanos > ALERT_NANOS) {
            alertNanos = now;
            audit.tell(name, "wait-stop-stuck", "users", stuck, "why", "no lobby has room");
        }
    }

    private Optional<Server> target() {
        return directory.alive("lobby").stream()
                .filter(lobby -> lobby.state() == State.OPEN)
                .filter(lobby -> !lobby.self().id().equals(directory.id()))
                .filter(lobby -> users(lobby) < lobby.self().capacity())
                .min(Comparator
                        .comparingDouble((Server lobby) ->
                                (double) users(lobby) / lobby.self().capacity())
                        .thenComparing(lobby -> lobby.self().name()));
    }

    private int users(Server lobby) {
        return lobby.users() + sent.getOrDefault(lobby.self().id(), 0);
    }

    private void send(User user, Server to) {
        sent.merge(to.self().id(), 1, Integer::sum);
        user.moving = true;
        user.leaving = true;
        user.moveEndNanos = System.nanoTime() + config.keyLife().toNanos();
        var handed = tickets.handOver(user);
        handed.ifPresent(tickets::expect); // in case that he stays
        lane.away("send-away", () -> prepare(user.uid, user.loginEpoch, to, handed),
                key -> prepared(user, to, handed.orElse(null), key));
    }

    /** The other lobby expects him, and he has a key for it; empty: not now. */
    private Optional<Secret> prepare(
            long uid, long loginEpoch, Server to, Optional<Handed> handed)
            throws InterruptedException {
        try {
            var question = new Expect(uid, handed.map(Handed::ticket).orElse(null),
                    handed.map(Handed::waitedMillis).orElse(0L));
            return peers.expect(placeOf(to), question) == Code.OK
                    ? keys.change(uid, loginEpoch, to.self().id()) : Optional.empty();
        } catch (DatabaseDown | NetException e) {
            return Optional.empty();
        }
    }

    private void prepared(User user, Server to, @Nullable Handed handed, Optional<Secret> key) {
        if (!user.isActive()) {
            return;
        }
        if (key.isPresent()) {
            audit.tell(name, "sent-away", "uid", user.uid, "to", to.self().name(),
                    "ticket", handed == null ? "none" : handed.ticket());
            user.tell(new MoveTo(null, to.self().id(), placeOf(to), key.get()));
        } else {
            user.moving = false;
            user.leaving = false;
            if (handed != null) {
                tickets.resume(user, handed);
            }
        }
    }

    private static Place placeOf(Server server) {
        return new Place(server.self().host(), server.self().port());
    }
}
