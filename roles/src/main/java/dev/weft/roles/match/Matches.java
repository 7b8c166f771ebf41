package dev.weft.roles.match;

import dev.weft.roles.audit.Audit;
import dev.weft.roles.message.Code;
import dev.weft.roles.message.MatchMessages.Commit;
import dev.weft.roles.message.MatchMessages.Create;
import dev.weft.roles.message.MatchMessages.Created;
import dev.weft.roles.message.MatchMessages.Propose;
import dev.weft.roles.message.MatchMessages.Release;
import dev.weft.roles.message.MatchMessages.Reserved;
import dev.weft.roles.message.MatchMessages.Seat;
import dev.weft.roles.message.MatchMessages.SeatKey;
import dev.weft.roles.message.MatchMessages.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Matches on their way: reserved at the owners of their tickets, created at one lobby, committed.
 *
 * <p>Creation decides. Before it, a failure releases the tickets. After it was asked for, only the
 * lobby's answer tells whether the instance exists; without one the owners are told to ask there
 * themselves. Each step has a deadline. Confined to the matchmaker's lane; bounded by the tickets.
 */
final class Matches {

    private static final class Match {
        final UUID id = UUID.randomUUID();
        final long epoch;
        final String mode;
        final Owner target;
        final Map<Owner, List<Ticket>> tickets = new LinkedHashMap<>();
        final Set<Owner> awaited = new LinkedHashSet<>();
        boolean creating;
        boolean broken; // an owner is gone
        long deadline;

        Match(long epoch, String mode, Owner target) {
            this.epoch = epoch;
            this.mode = mode;
            this.target = target;
        }

        List<Seat> seats() {
            var seats = new ArrayList<Seat>();
            tickets.forEach((owner, theirs) -> theirs.forEach(ticket -> seats.add(
                    new Seat(ticket.id(), ticket.uid(), ticket.loginEpoch(), owner.node))));
            return seats;
        }
    }

    private final String name;
    private final Matchmaker.Config config;
    private final Audit audit;
    private final Map<UUID, Match> open = new LinkedHashMap<>();

    Matches(String name, Matchmaker.Config config, Audit audit) {
        this.name = name;
        this.config = config;
        this.audit = audit;
    }

    /** Starts to commit a group of tickets. */
    void begin(long epoch, String mode, Map<Owner, List<Ticket>> tickets, Owner target) {
        var match = new Match(epoch, mode, target);
        match.tickets.putAll(tickets);
        match.awaited.addAll(tickets.keySet());
        match.deadline = deadline(config.proposal());
        open.put(match.id, match);
        audit.tell(name, "match-formed", "match", match.id, "epoch", epoch,
                "tickets", match.seats().stream().map(Seat::ticket).toList());
        tickets.forEach((owner, theirs) -> owner.tell(new Propose(
                epoch, match.id, theirs.stream().map(Ticket::id).toList(), target.node)));
    }

    void reserved(Owner from, Reserved answer) {
        var match = open.get(answer.match());
        if (match == null || !match.awaited.remove(from)) {
            return;
        }
        if (!answer.refused().isEmpty()) {
            release(match, Code.CANCELLED, false);
        } else if (match.awaited.isEmpty()) {
            match.creating = true;
            match.deadline = deadline(config.creation());
            match.target.tell(new Create(match.epoch, match.id, match.mode, match.seats()));
        }
    }

    void created(Owner from, Created answer) {
        var match = open.get(answer.match());
        if (match == null || match.target != from || !match.creating) {
            return;
        }
        if (answer.code() != Code.OK) {
            release(match, answer.code(), false);
        } else if (match.broken) {
            release(match, Code.UNREACHABLE, true);
        } else {
            open.remove(match.id);
            from.gotGame();
            commit(match, answer.keys());
        }
    }

    /** The lobby is gone, and with it what it would have answered. */
    void lost(Owner owner) {
        for (var match : List.copyOf(open.values())) {
            var owned = match.tickets.remove(owner) != null;
            match.broken |= owned;
            if (match.target == owner || owned && !match.creating) {
                release(match, Code.UNREACHABLE, match.creating);
            }
        }
    }

    /** Gives up what takes too long. */
    void sweep() {
        var now = System.nanoTime();
        for (var match : List.copyOf(open.values())) {
            if (now - match.deadline > 0) {
                release(match, Code.UNREACHABLE, match.creating);
            }
        }
    }

    /** Whether a match is being made of the ticket. */
    boolean holds(UUID ticket) {
        return open.values().stream().anyMatch(match -> match.tickets.values().stream()
                .anyMatch(theirs -> theirs.stream().anyMatch(it -> it.id().equals(ticket))));
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Games that are on their way to this lobby. */
    int comingTo(Owner target) {
        return (int) open.values().stream().filter(match -> match.target == target).count();
    }

    /** Forgets all: a successor rules now. The owners find out by their deadlines. */
    void clear() {
        open.clear();
    }

    private void commit(Match match, List<SeatKey> keys) {
        audit.tell(name, "match-committed", "match", match.id, "epoch", match.epoch);
        match.tickets.forEach((owner, theirs) -> {
            var ids = theirs.stream().map(Ticket::id).toList();
            owner.tell(new Commit(match.epoch, match.id, match.target.node, match.target.place,
                    keys.stream().filter(key -> ids.contains(key.ticket())).toList()));
        });
    }

    private void release(Match match, Code why, boolean uncertain) {
        open.remove(match.id);
        audit.tell(name, "match-released", "match", match.id, "why", why, "uncertain", uncertain);
        match.tickets.keySet().forEach(
                owner -> owner.tell(new Release(match.epoch, match.id, why, uncertain)));
    }

    private static long deadline(Duration duration) {
        return System.nanoTime() + duration.toNanos();
    }
}
