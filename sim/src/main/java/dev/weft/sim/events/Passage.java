package dev.weft.sim.events;

import java.util.List;

/**
 * Something on its way from one host to another: a packet of a connection, or a statement and its
 * reply. Confined to its simulation.
 */
public final class Passage implements Event {

    /** For {@link #arrivedNanos}: it has not arrived. */
    public static final long NEVER = -1;

    private final EventLog log;
    private final long nanos;
    private final String from;
    private final String to;
    private final String connection;
    private final int bytes;
    private final List<String> contents;
    private long arrivedNanos = NEVER;
    private boolean held;
    private boolean lost;

    Passage(EventLog log, long nanos, String from, String to, String connection, int bytes,
            List<String> contents) {
        this.log = log;
        this.nanos = nanos;
        this.from = from;
        this.to = to;
        this.connection = connection;
        this.bytes = bytes;
        this.contents = contents;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    /** Who sent it. */
    public String from() {
        return from;
    }

    /** Who it is for. */
    public String to() {
        return to;
    }

    /** On which connection. */
    public String connection() {
        return connection;
    }

    /** How many bytes of the program's; 0 for what the network itself has to say. */
    public int bytes() {
        return bytes;
    }

    /** What is in it: frames of Weft, a statement, or what the network says. */
    public List<String> contents() {
        return contents;
    }

    /** When it arrived, or {@link #NEVER}. */
    public long arrivedNanos() {
        return arrivedNanos;
    }

    /** Whether it met a cut on its way, and had to wait. */
    public boolean wasHeld() {
        return held;
    }

    /** Whether it will never arrive. */
    public boolean isLost() {
        return lost;
    }

    /** It is there now. */
    public void arrived() {
        arrivedNanos = log.arrived(this);
    }

    /** It met a cut, and waits for its end. */
    public void held() {
        held = true;
    }

    /** It is gone. */
    public void lost() {
        lost = true;
    }

    @Override
    public String text(String host) {
        var what = String.join(", ", contents);
        if (!host.equals(from)) {
            return "<- " + from + ": " + what;
        }
        var fate = lost ? " (lost)" : arrivedNanos != NEVER ? "" : held ? " (held)"
                : " (on its way)";
        return "-> " + to + ": " + what + fate;
    }
}
