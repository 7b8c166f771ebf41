package dev.weft.roles.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.roles.game.RockPaperScissors;
import dev.weft.roles.message.MatchMessages.Ticket;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class OldestFirstTest {

    private final OldestFirst function = new OldestFirst(List.of(new RockPaperScissors()));

    @Test
    void thoseWhoWaitLongestPlayFirst() {
        var tickets = List.of(ticket(1), ticket(2), ticket(3), ticket(4), ticket(5));
        var groups = function.match(tickets);
        assertEquals(List.of(tickets.subList(0, 2), tickets.subList(2, 4)),
                groups.stream().map(MatchFunction.Group::tickets).toList());
    }

    @Test
    void oneAloneWaits() {
        assertEquals(List.of(), function.match(List.of(ticket(1))));
    }

    @Test
    void nobodyPlaysAgainstHimself() {
        assertEquals(List.of(), function.match(List.of(ticket(1), ticket(1))));
    }

    @Test
    void aGameThatNobodyKnowsIsNotMatched() {
        var strange = new Ticket(UUID.randomUUID(), 1, 1, "chess", 0);
        var other = new Ticket(UUID.randomUUID(), 2, 1, "chess", 0);
        assertEquals(List.of(), function.match(List.of(strange, other)));
    }

    private static Ticket ticket(long uid) {
        return new Ticket(UUID.randomUUID(), uid, 1, RockPaperScissors.MODE, 0);
    }
}
