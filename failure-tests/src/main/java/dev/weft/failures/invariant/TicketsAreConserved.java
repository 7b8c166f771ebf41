package dev.weft.failures.invariant;

import dev.weft.failures.witness.Records;
import dev.weft.failures.witness.Told;
import dev.weft.sim.fault.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Follows each ticket from state to state. */
final class TicketsAreConserved extends Invariant {

    private enum State {
        SEARCHING, RESERVED, ASSIGNED, CANCELLED, HANDED_OVER, LOST_WITH_ITS_LOBBY
    }

    private static final class Ticket {
        final String lobby;
        final long since; // as its lobby counts, in milliseconds
        State state = State.SEARCHING;

        Ticket(String lobby, long since) {
            this.lobby = lobby;
            this.since = since;
        }

        boolean isLive() {
            return state == State.SEARCHING || state == State.RESERVED;
        }
    }

    /** Time that a message takes belongs to no lobby: a few round trips. */
    private static final long SLACK_MILLIS = 500;

    private final Map<String, Ticket> tickets = new LinkedHashMap<>();
    private boolean over;

    TicketsAreConserved() {
        super("I08",
                "a ticket waits until it is assigned, cancelled, or lost with its lobby: once");
    }

    @Override
    public void heard(Told told) {
        switch (told.what()) {
            case "queued" -> queued(told);
            case "handed-over" -> step(told, State.HANDED_OVER, State.SEARCHING);
            case "reserved" -> step(told, State.RESERVED, State.SEARCHING);
            case "released" -> step(told, State.SEARCHING, State.RESERVED);
            case "assigned" -> step(told, State.ASSIGNED, State.RESERVED);
            case "cancelled" -> step(told, State.CANCELLED, State.SEARCHING);
            default -> { }
        }
    }

    @Override
    public void began(Duration now, Fault fault) {
        if (fault.kind().kills()) {
            tickets.values().stream()
                    .filter(ticket -> ticket.isLive() && ticket.lobby.equals(fault.target()))
                    .forEach(ticket -> ticket.state = State.LOST_WITH_ITS_LOBBY);
        }
    }

    @Override
    public void settled(Duration now) {
        over = true;
    }

    @Override
    public void look(Duration now, Records records) {
        if (over) {
            tickets.forEach((id, ticket) -> {
                if (ticket.isLive()) {
                    violated("ticket " + id + " of " + ticket.lobby + " is still "
                            + ticket.state + " although nobody wants to play any more");
                }
            });
        }
    }

    /** A new one, or one that a lobby in wait-stop has handed over: then it keeps its age. */
    private void queued(Told told) {
        var ticket = new Ticket(told.who(), told.at().toMillis() - told.number("age"));
        var before = tickets.put(told.text("ticket"), ticket);
        if (before == null) {
            return;
        }
        if (before.state != State.HANDED_OVER) {
            violated("ticket " + told.text("ticket") + " was queued twice");
        } else if (ticket.since > before.since + SLACK_MILLIS) {
            violated("ticket " + told.text("ticket") + " waits since " + before.since
                    + " ms, but since it was handed over only since " + ticket.since + " ms");
        }
    }

    private void step(Told told, State to, State from) {
        var ticket = tickets.get(told.text("ticket"));
        if (ticket == null || ticket.state != from || !ticket.lobby.equals(told.who())) {
            violated(told.who() + " made ticket " + told.text("ticket") + " " + to + ", but it was "
                    + (ticket == null ? "never queued" : ticket.state + " at " + ticket.lobby));
        } else {
            ticket.state = to;
        }
    }
}
