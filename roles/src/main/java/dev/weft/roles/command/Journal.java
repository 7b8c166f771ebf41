package dev.weft.roles.command;

import dev.weft.roles.audit.Audit;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes each event as a line: when, who, what, and the details. A details' secret is only a part
 * of its hash. Any thread.
 *
 * @param out where to
 * @param quiet whether only the trouble with databases is written
 */
record Journal(PrintStream out, boolean quiet) implements Audit {

    @Override
    public void hear(Event event) {
        if (!quiet || event.what().startsWith("db-")) {
            line(event.toString());
        }
    }

    void line(String text) {
        out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text);
        out.flush();
    }
}
