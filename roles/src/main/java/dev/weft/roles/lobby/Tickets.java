package dev.weft.roles.lobby;

import dev.weft.roles.audit.Audit;
import dev.weft.roles.game.Game;
import dev.weft.roles.message.Code;
import dev.weft.roles.message.MatchMessages.Commit;
import dev.weft.roles.message.MatchMessages.Propose;
import dev.weft.roles.message.MatchMessages.Release;
import dev.weft.roles.message.MatchMessages.Reserved;
import dev.weft.roles.message.MatchMessages.SeatKey;
import dev.weft.roles.message.MatchMessages.Submit;
import dev.weft.roles.message.MatchMessages.Withdraw;
import dev.weft.roles.message.UserMessages.MoveTo;
import dev.weft.roles.message.UserMessages.QueueJoin;
import dev.weft.roles.message.UserMessages.QueueState;
import dev.weft.roles.message.UserMessages.TicketState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tickets of this lobby's users. The lobby owns them: the matchmaker only proposes, and what it
 * forgets is told again. A reservation without news is never ended by the clock alone: its target
 * is asked, and the answer decides. Confined to the lobby's lane; at most one ticket for each user.
 */
final class Tickets {

    /** What the tickets need of the lobby around them. */
    interface Surroundings {

        /** The matchmaker for a ticket that was told to this one, or to nobody yet. */
        MatchmakerLink matchmaker(@Nullable MatchmakerLink told);

        /** Lets a user into a game that runs here. */
        void join(UUID match, User user);

        /** Asks the lobby of a match whether the ticket's user plays; answers in the lane. */
        void ask(Ticket ticket, UUID match, UUID target);
    }

    /** A ticket that comes from a lobby in wait-stop, or goes from here. */
    record Handed(UUID ticket, long uid, String mode, long ageMillis, long sinceNanos) {

        static Handed now(UUID ticket, long uid, String mode, long ageMillis) {
            return new Handed(ticket, uid, mode, ageMillis, System.nanoTime());
        }

        long waitedMillis() {
            return ageMillis + (System.nanoTime() - sinceNanos) / 1_000_000;
        }
    }

    private static final int BATCH = 200;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final UUID node;
    private final Lobby.Config config;
    private final Set<String> modes;
    private final Users users;
    private final Surroundings around;
    private final Audit audit;
    private final Map<UUID, Ticket> tickets = new LinkedHashMap<>();
    private final Map<Long, Ticket> byUser = new LinkedHashMap<>();
    // Whose tickets go on here, when they tell them again; bounded by the users that fit.
    private final Map<Long, Handed> expected = new LinkedHashMap<>();

    Tickets(String name, UUID node, Lobby.Config config, Users users, Surroundings around,
            Audit audit) {
        this.name = name;
        this.node = node;
        this.config = config;
        this.modes = new LinkedHashSet<>(config.games().stream().map(Game::mode).toList());
        this.users = users;
        this.around = around;
        this.audit = audit;
    }

    void join(User user, QueueJoin join) {
        if (user.leaving) {
            return; // he has not yet read that he shall go; he tells it again where he is then
        }
        user.staying = user.moving;
        var known = byUser.get(user.uid);
        if (known != null && known.id.equals(join.ticket())) {
            user.tell(known.state());
            return;
        }
        if (known != null && known.isSearching()) {
            end(known, "replaced");
            known = null;
        }
        if (known != null || user.instance != null || tickets.containsKey(join.ticket())
                || !modes.contains(join.mode())) {
            user.tell(new QueueState(join.ticket(), TicketState.GONE, 0, null));
            return;
        }
        var before = expected.remove(user.uid);
        var waited = before != null && before.ticket().equals(join.ticket())
                ? before.waitedMillis() : 0;
        var ticket = new Ticket(join.ticket(), user.uid, user.loginEpoch, join.mode(), waited);
        tickets.put(ticket.id, ticket);
        byUser.put(user.uid, ticket);
        audit.tell(name, "queued", "ticket", ticket.id, "uid", ticket.uid,
                "age", ticket.ageMillis());
        user.tell(ticket.state());
        submit(List.of(ticket));
    }

    void cancel(User user, UUID id) {
        var ticket = byUser.get(user.uid);
        if (ticket == null || !ticket.id.equals(id)) {
            user.tell(new QueueState(id, TicketState.GONE, 0, null));
        } else if (ticket.isSearching()) {
            end(ticket, "asked");
            user.tell(ticket.state(TicketState.CANCELLED));
        } else {
            ticket.unwanted = true;
            user.tell(ticket.state(TicketState.TOO_LATE));
        }
    }

    void ask(User user, UUID id) {
        var ticket = byUser.get(user.uid);
        if (ticket != null && ticket.id.equals(id)) {
            user.tell(ticket.state());
        } else if (user.instance != null) {
            user.tell(new QueueState(id, TicketState.ASSIGNED, 0, user.instance.match));
        } else {
            user.tell(new QueueState(id, TicketState.GONE, 0, null));
        }
    }

    void left(User user) {
        var ticket = byUser.get(user.uid);
        if (ticket != null && ticket.isSearching()) {
            end(ticket, "left");
        } else if (ticket != null) {
            ticket.unwanted = true;
        }
    }

    /** Reserves all of them or none. */
    Reserved propose(Propose propose) {
        var wanted = propose.tickets().stream().map(tickets::get).toList();
        var refused = new ArrayList<UUID>();
        for (var i = 0; i < wanted.size(); i++) {
            var ticket = wanted.get(i);
            if (ticket == null || !ticket.isSearching() || ticket.epoch != propose.epoch()) {
                refused.add(propose.tickets().get(i));
            }
        }
        if (refused.isEmpty()) {
            for (var ticket : wanted) {
                ticket.match = propose.match();
                ticket.target = propose.target();
                ticket.deadlineNanos = System.nanoTime() + config.reservation().toNanos();
                audit.tell(name, "reserved", "ticket", ticket.id, "match", propose.match(),
                        "epoch", propose.epoch());
            }
        }
        return new Reserved(propose.match(), refused);
    }

    void commit(Commit commit) {
        for (var key : commit.keys()) {
            var ticket = tickets.get(key.ticket());
            if (ticket != null && commit.match().equals(ticket.match)) {
                assigned(ticket);
                users.find(ticket.uid)
                        .filter(user -> user.loginEpoch == ticket.loginEpoch)
                        .ifPresent(user -> send(user, commit, key));
            }
        }
    }

    void release(Release release) {
        for (var ticket : List.copyOf(tickets.values())) {
            if (!release.match().equals(ticket.match)) {
                continue;
            }
            if (release.uncertain()) {
                ticket.deadlineNanos = System.nanoTime();
                askIfDue(ticket);
            } else {
                back(ticket, release.why());
            }
        }
    }

    /** The target of the ticket's match answered, or is dead by its lease. */
    void answered(Ticket ticket, boolean joined) {
        ticket.asking = false;
        if (tickets.get(ticket.id) != ticket || ticket.isSearching()) {
            return;
        }
        if (joined) {
            assigned(ticket);
        } else {
            back(ticket, Code.UNREACHABLE);
        }
    }

    /** The target can't be asked now. */
    void unanswered(Ticket ticket) {
        ticket.asking = false;
        ticket.deadlineNanos = System.nanoTime() + PAUSE.toNanos();
    }

    /** Another matchmaker is attached: it knows nothing. */
    void submitAll() {
        submit(tickets.values().stream().filter(Ticket::isSearching).toList());
    }

    /** A matchmaker is gone: of what it had reserved there will be no more news. */
    void detached(MatchmakerLink link) {
        var its = tickets.values().stream().filter(ticket -> ticket.told == link).toList();
        its.forEach(ticket -> ticket.deadlineNanos = System.nanoTime());
        its.forEach(this::askIfDue);
        submit(its.stream().filter(Ticket::isSearching).toList());
    }

    /** The replaced matchmaker leaves these to its successor. */
    void handedBack(List<UUID> ids) {
        var back = ids.stream().map(tickets::get)
                .filter(ticket -> ticket != null && ticket.isSearching())
                .toList();
        back.forEach(ticket -> ticket.told = null);
        submit(back);
    }

    boolean isEmpty() {
        return tickets.isEmpty();
    }

    /** Whether no match is being made of the user's ticket, so that he may go elsewhere. */
    boolean isFree(User user) {
        var ticket = byUser.get(user.uid);
        return ticket == null || ticket.isSearching();
    }

    /** The user goes elsewhere: his ticket, if he has one, is nobody's until he tells it again. */
    Optional<Handed> handOver(User user) {
        var ticket = byUser.get(user.uid);
        if (ticket == null) {
            return Optional.empty();
        }
        forget(ticket);
        around.matchmaker(ticket.told).tell(new Withdraw(List.of(ticket.id)));
        audit.tell(name, "handed-over", "ticket", ticket.id, "uid", ticket.uid,
                "age", ticket.ageMillis());
        return Optional.of(Handed.now(ticket.id, ticket.uid, ticket.mode, ticket.ageMillis()));
    }

    /** The user may come, or stay, and then his ticket goes on. */
    void expect(Handed handed) {
        expected.remove(handed.uid());
        expected.put(handed.uid(), handed);
        if (expected.size() > config.usersMax()) {
            expected.remove(expected.keySet().iterator().next());
        }
    }

    /** The user does not go after all. */
    void resume(User user, Handed handed) {
        expect(handed);
        join(user, new QueueJoin(handed.ticket(), handed.mode()));
    }

    /** Asks and tells what is due. */
    void sweep() {
        var life = config.keyLife().toNanos();
        expected.values().removeIf(it -> System.nanoTime() - it.sinceNanos() > life);
        List.copyOf(tickets.values()).forEach(this::askIfDue);
        var now = System.nanoTime();
        submit(tickets.values().stream()
                .filter(ticket -> ticket.isSearching() && now - ticket.submitNanos > 0)
                .toList());
    }

    private void askIfDue(Ticket ticket) {
        var due = System.nanoTime() - ticket.deadlineNanos >= 0;
        if (ticket.match != null && ticket.target != null && due && !ticket.asking) {
            ticket.asking = true;
            around.ask(ticket, ticket.match, ticket.target);
        }
    }

    private void submit(List<Ticket> searching) {
        var again = System.nanoTime() + config.repair().toNanos();
        Map<MatchmakerLink, List<Ticket>> told = new LinkedHashMap<>();
        for (var ticket : searching) {
            ticket.told = around.matchmaker(ticket.told);
            ticket.epoch = ticket.told.isAttached() ? ticket.told.epoch() : 0;
            ticket.submitNanos = again;
            told.computeIfAbsent(ticket.told, link -> new ArrayList<>()).add(ticket);
        }
        told.forEach((link, its) -> {
            for (var from = 0; from < its.size(); from += BATCH) {
                var batch = its.subList(from, Math.min(from + BATCH, its.size()));
                link.tell(new Submit(batch.stream().map(Ticket::submission).toList()));
            }
        });
    }

    private void send(User user, Commit commit, SeatKey key) {
        if (commit.target().equals(node)) {
            around.join(commit.match(), user);
        } else if (key.key() != null) {
            user.moving = true;
            user.moveEndNanos = System.nanoTime() + config.keyLife().toNanos();
            audit.tell(name, "moved", "uid", user.uid, "match", commit.match(),
                    "to", commit.place());
            user.tell(new MoveTo(commit.match(), commit.target(), commit.place(), key.key()));
        }
    }

    /** Back to searching; at once, or after a pause where the same would only happen again. */
    private void back(Ticket ticket, Code why) {
        audit.tell(name, "released", "ticket", ticket.id, "match", ticket.match, "why", why);
        ticket.match = null;
        ticket.target = null;
        var user = users.find(ticket.uid).filter(it -> it.loginEpoch == ticket.loginEpoch);
        if (ticket.unwanted || user.isEmpty()) {
            end(ticket, ticket.unwanted ? "asked" : "left");
            user.ifPresent(it -> it.tell(ticket.state(TicketState.CANCELLED)));
        } else if (why == Code.CANCELLED) {
            submit(List.of(ticket));
        } else {
            ticket.submitNanos = System.nanoTime() + PAUSE.toNanos();
        }
    }

    private void assigned(Ticket ticket) {
        forget(ticket);
        audit.tell(name, "assigned", "ticket", ticket.id, "uid", ticket.uid,
                "match", ticket.match);
    }

    private void end(Ticket ticket, String why) {
        forget(ticket);
        audit.tell(name, "cancelled", "ticket", ticket.id, "uid", ticket.uid, "why", why);
        around.matchmaker(ticket.told).tell(new Withdraw(List.of(ticket.id)));
    }

    private void forget(Ticket ticket) {
        tickets.remove(ticket.id);
        byUser.remove(ticket.uid, ticket);
    }
}
