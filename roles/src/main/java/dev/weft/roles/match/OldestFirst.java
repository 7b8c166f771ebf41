package dev.weft.roles.match;

import dev.weft.roles.game.Game;
import dev.weft.roles.message.MatchMessages.Ticket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whoever wants the same game plays together, the longest waiting first. */
public final class OldestFirst implements MatchFunction {

    private final Map<String, Integer> players = new LinkedHashMap<>();

    /** For these games; tickets for others wait for ever. */
    public OldestFirst(List<? extends Game> games) {
        games.forEach(game -> players.put(game.mode(), game.players()));
    }

    @Override
    public List<Group> match(List<Ticket> waiting) {
        var groups = new ArrayList<Group>();
        var open = new LinkedHashMap<String, LinkedHashMap<Long, Ticket>>();
        for (var ticket : waiting) {
            var size = players.get(ticket.mode());
            if (size == null) {
                continue;
            }
            var group = open.computeIfAbsent(ticket.mode(), mode -> new LinkedHashMap<>());
            group.putIfAbsent(ticket.uid(), ticket);
            if (group.size() == size) {
                groups.add(new Group(ticket.mode(), List.copyOf(group.values())));
                open.remove(ticket.mode());
            }
        }
        return groups;
    }
}
