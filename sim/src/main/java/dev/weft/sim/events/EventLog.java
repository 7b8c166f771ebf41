package dev.weft.sim.events;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The events of one simulation, recorded from {@link #record} on.
 *
 * <p>It only listens: it draws no chance and starts no thread, so that a run is the same with and
 * without it. It keeps the newest events up to a bound, and for each host its latest {@value
 * #LATEST}, however long ago they were. Confined to its simulation.
 */
public final class EventLog {

    /** How many events of each host are always kept. */
    public static final int LATEST = 20;

    private final LongSupplier clock;
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final Map<String, ArrayDeque<Seen>> latest = new LinkedHashMap<>();
    private int eventsMax;
    private long forgotten;

    /** An event as one host met it. */
    private record Seen(long nanos, Event event) {}

    /** What one host met, and when. */
    public record Line(long nanos, String text) {}

    /** A log that is not recording, of a simulation with this virtual time. */
    public EventLog(LongSupplier clock) {
        this.clock = clock;
    }

    /** Records from now on, and keeps at most this many events, at least 1. */
    public void record(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("an event log of " + max + " events; at least 1");
        }
        eventsMax = max;
    }

    /** Whether it records: for those who would make texts for nothing. */
    public boolean isOn() {
        return eventsMax > 0;
    }

    /** What is kept, in the order in which it began. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** How many older events are not kept any more. */
    public long forgotten() {
        return forgotten;
    }

    /** The latest events that this host had a part in, the newest last. */
    public List<Line> latest(String host) {
        var seen = latest.getOrDefault(host, new ArrayDeque<>());
        var lines = new ArrayList<Line>(seen.size());
        seen.forEach(it -> lines.add(new Line(it.nanos(), it.event().text(host))));
        return lines;
    }

    /** Something happens here and now. */
    public void moment(Moment.Kind kind, String host, String text) {
        if (isOn()) {
            var thread = Thread.currentThread();
            var name = thread.isVirtual() ? thread.getName() : "";
            add(new Moment(now(), host, name, kind, text), host);
        }
    }

    /** Something sets out on its way; whoever brings it there tells the passage. */
    public Passage sent(String from, String to, String connection, int bytes,
            List<String> contents) {
        var passage = new Passage(this, now(), from, to, connection, bytes, contents);
        add(passage, from);
        return passage;
    }

    /** A fault begins at these hosts. */
    Span begin(String text, String... hosts) {
        var span = new Span(this, now(), text, List.copyOf(Arrays.asList(hosts)));
        add(span, hosts);
        return span;
    }

    long now() {
        return clock.getAsLong();
    }

    long arrived(Passage passage) {
        if (isOn() && !passage.to().equals(passage.from())) {
            see(passage, passage.to());
        }
        return now();
    }

    private void add(Event event, String... hosts) {
        if (isOn()) {
            if (events.size() == eventsMax) {
                events.poll();
                forgotten++;
            }
            events.add(event);
            for (var host : hosts) {
                see(event, host);
            }
        }
    }

    private void see(Event event, String host) {
        var seen = latest.computeIfAbsent(host, key -> new ArrayDeque<>(LATEST));
        if (seen.size() == LATEST) {
            seen.poll();
        }
        seen.add(new Seen(now(), event));
    }
}
