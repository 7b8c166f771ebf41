package dev.weft.roles.db;

import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.runner.Database;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Waits for events. */
public final class Heard implements Audit {
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

    @Override
    public void hear(Event event) {
        events.add(event);
    }

    /** Waits until calls are answered again. */
    public static void awaitUp(Database database) {
        while (database.snapshot().state() != Database.State.UP) {
            Thread.yield();
        }
    }

    /** The next event of this name; others are skipped. */
    public Event await(String what) throws InterruptedException {
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
