package dev.weft.roles.db;

import dev.weft.roles.audit.Audit;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Waits for events. */
final class Heard implements Audit {
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

    @Override
    public void hear(Event event) {
        events.add(event);
    }

    /** The next event of this name; others are skipped. */
    Event await(String what) throws InterruptedException {
        while (true) {
            var event = events.poll(10, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("nobody told of " + what);
            }
            if (event.what().equals(what)) {
                return event;
            }
        }
    }
}
