package dev.weft.failures.invariant;

import dev.weft.failures.witness.Told;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers for which match each ticket was used. */
final class TicketInOneMatch extends Invariant {

    private final Map<String, String> matches = new LinkedHashMap<>();
    private final Map<String, String> seats = new LinkedHashMap<>();

    TicketInOneMatch() {
        super("I09", "a ticket is used for one match, and a match has each user once");
    }

    @Override
    public void heard(Told told) {
        if (!told.what().equals("assigned")) {
            return;
        }
        var ticket = told.text("ticket");
        var match = told.text("match");
        var other = matches.putIfAbsent(ticket, match);
        if (other != null) {
            violated("ticket " + ticket + " is in match " + other + " and in match " + match);
        }
        var twin = seats.putIfAbsent(match + " " + told.text("uid"), ticket);
        if (twin != null) {
            violated("user " + told.text("uid") + " is in match " + match + " with ticket " + twin
                    + " and with ticket " + ticket);
        }
    }
}
