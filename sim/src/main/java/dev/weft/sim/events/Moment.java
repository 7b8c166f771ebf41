package dev.weft.sim.events;

/**
 * Something that happened at one moment in one place.
 *
 * @param nanos when
 * @param host where: a host, a database, "network" or "control"
 * @param thread the virtual thread that did it; empty when none did
 * @param kind what sort of thing
 * @param text what, for people
 */
public record Moment(long nanos, String host, String thread, Kind kind, String text)
        implements Event {

    /** The sorts of moments. */
    public enum Kind {
        /** The program, the network or a fault told something. */
        NOTE,
        /** A connection came to an end that its host did not ask for. */
        RESET,
        /** A database did a statement or a commit, or did not. */
        DATABASE,
        /** What ended the run. */
        FAILURE
    }

    @Override
    public String text(String host) {
        return thread.isEmpty() || thread.equals(host) ? text : "[" + thread + "] " + text;
    }
}
