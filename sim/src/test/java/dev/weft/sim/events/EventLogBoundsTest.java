package dev.weft.sim.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class EventLogBoundsTest {

    @Test
    void keepsTheNewestEventsAndCountsTheOthers() {
        var log = new EventLog(() -> 0);
        log.record(3);
        for (var i = 0; i < 10; i++) {
            log.moment(Moment.Kind.NOTE, "a", "event " + i);
        }
        assertEquals(List.of("event 7", "event 8", "event 9"),
                log.events().stream().map(event -> event.text("a")).toList());
        assertEquals(7, log.forgotten());
    }

    @Test
    void keepsNothingUntilItIsAskedTo() {
        var log = new EventLog(() -> 0);
        log.moment(Moment.Kind.NOTE, "a", "unheard");
        log.sent("a", "b", "c", 1, List.of("unheard")).arrived();
        assertEquals(0, log.events().size());
        assertEquals(List.of(), log.latest("a"));
    }

    @Test
    void refusesToKeepLessThanOneEvent() {
        assertThrows(IllegalArgumentException.class, () -> new EventLog(() -> 0).record(0));
    }
}
