package dev.weft.roles.match;

import dev.weft.roles.message.MatchMessages.Ticket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The tickets that search, as their lobbies told. Soft state: the lobbies tell it again. Confined
 * to the matchmaker's lane; bounded by the given number, more wait at their lobbies.
 */
final class Waiting {

    private record Entry(Ticket ticket, Owner owner, long sinceNanos) {}

    private final Map<UUID, Entry> tickets = new LinkedHashMap<>();
    private final int max;

    Waiting(int max) {
        this.max = max;
    }

    void add(Ticket ticket, Owner owner) {
        var known = tickets.containsKey(ticket.id());
        if (known || tickets.size() < max) {
            var since = System.nanoTime() - ticket.ageMillis() * 1_000_000;
            tickets.put(ticket.id(), new Entry(ticket, owner, since));
        }
    }

    boolean holds(UUID ticket) {
        return tickets.containsKey(ticket);
    }

    boolean isEmpty() {
        return tickets.isEmpty();
    }

    /** All of them, by the lobbies that own them. */
    Map<Owner, List<UUID>> byOwner() {
        var all = new LinkedHashMap<Owner, List<UUID>>();
        tickets.forEach((id, entry) ->
                all.computeIfAbsent(entry.owner(), owner -> new ArrayList<>()).add(id));
        return all;
    }

    void remove(UUID ticket) {
        tickets.remove(ticket);
    }

    void removeAll(Owner owner) {
        tickets.values().removeIf(entry -> entry.owner() == owner);
    }

    void clear() {
        tickets.clear();
    }

    Owner owner(UUID ticket) {
        return tickets.get(ticket).owner();
    }

    List<Ticket> oldestFirst() {
        return tickets.values().stream()
                .sorted(Comparator.comparingLong(Entry::sinceNanos))
                .map(Entry::ticket)
                .toList();
    }
}
