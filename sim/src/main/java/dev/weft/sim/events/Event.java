package dev.weft.sim.events;

/** One entry of an {@link EventLog}. Times are virtual, in nanoseconds since the start. */
public sealed interface Event permits Moment, Passage, Span {

    /** When it happened or began. */
    long nanos();

    /** What this host, which took part in it, would tell of it. */
    String text(String host);
}
