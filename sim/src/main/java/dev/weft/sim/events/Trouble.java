package dev.weft.sim.events;

import org.jspecify.annotations.Nullable;

/**
 * What can be wrong with one thing, such as a path or a database: one fault at a time, each of
 * which is a {@link Span} of the log. Confined to its simulation.
 */
public final class Trouble {

    private final EventLog log;
    private final String[] hosts;
    private @Nullable Span now;

    /** Of something that shows at these hosts. */
    public Trouble(EventLog log, String... hosts) {
        this.log = log;
        this.hosts = hosts;
    }

    /** This lasts from now on if it is wrong; otherwise all is well from now on. */
    public void set(boolean wrong, String text) {
        if (wrong) {
            begin(text);
        } else {
            end();
        }
    }

    /** This begins, and ends what was before. */
    public void begin(String text) {
        if (now == null || !now.text().equals(text)) {
            end();
            now = log.begin(text, hosts);
        }
    }

    /** All is well again. */
    public void end() {
        if (now != null) {
            now.end();
            now = null;
        }
    }
}
