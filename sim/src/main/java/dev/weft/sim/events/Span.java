package dev.weft.sim.events;

import java.util.List;

/** A fault that lasts, or lasted, at some hosts. Confined to its simulation. */
public final class Span implements Event {

    /** For {@link #endNanos}: it lasts. */
    public static final long OPEN = -1;

    private final EventLog log;
    private final long nanos;
    private final String text;
    private final List<String> hosts;
    private long endNanos = OPEN;

    Span(EventLog log, long nanos, String text, List<String> hosts) {
        this.log = log;
        this.nanos = nanos;
        this.text = text;
        this.hosts = hosts;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    /** What it is, for people. */
    public String text() {
        return text;
    }

    /** Where it shows: hosts and databases. */
    public List<String> hosts() {
        return hosts;
    }

    /** When it ended, or {@link #OPEN}. */
    public long endNanos() {
        return endNanos;
    }

    /** It is over; once. */
    public void end() {
        if (endNanos == OPEN) {
            endNanos = log.now();
        }
    }

    @Override
    public String text(String host) {
        return "fault: " + text;
    }
}
