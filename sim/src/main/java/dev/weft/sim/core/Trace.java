package dev.weft.sim.core;

import dev.weft.sim.events.Moment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What happened: a rolling hash over all of it, and the lines of the story for people. Two runs of
 * one seed are the same if their hashes are.
 */
public final class Trace {

    private static final int STORY_LINES_MAX = 100_000;

    private final Loop loop;
    private final List<String> story = new ArrayList<>();
    private long hash = 0xcbf29ce484222325L;
    private @Nullable LongConsumer listener;
    private String told = "";

    Trace(Loop loop) {
        this.loop = loop;
    }

    /** The hash until now. */
    public long hash() {
        return hash;
    }

    /** Tells this one the hash after each event; it may ask for {@link #happening}. */
    public void listen(LongConsumer to) {
        listener = to;
    }

    /** Takes in that something of this kind happened now. */
    public void event(long kind, long detail) {
        add(loop.nanos);
        add(kind);
        add(detail);
        if (listener != null) {
            listener.accept(hash);
        }
    }

    /** The note that is taken in now, for a listener; empty for events of other kinds. */
    public String told() {
        return told;
    }

    /** What happens now, for people. Asked by a listener, as the last thing in its run. */
    public Throwable happening() {
        var thread = loop.running();
        var isCurrent = thread == Thread.currentThread();
        var what = !told.isEmpty() ? told : thread == null
                ? "something arrives from the network or a database"
                : "thread \"" + thread.getName() + "\" goes on";
        var stack = new Throwable("at " + time(loop.nanos) + ": " + what);
        if (thread != null && !isCurrent) {
            stack.setStackTrace(thread.getStackTrace()); // where it stood until now
        }
        return stack;
    }

    /** Takes in a text, and adds it to the story. */
    public void note(String who, String text) {
        told = who + ": " + text;
        event(who.hashCode(), text.hashCode());
        told = "";
        loop.log().moment(Moment.Kind.NOTE, who, text);
        if (story.size() < STORY_LINES_MAX) {
            story.add(time(loop.nanos) + "  " + who + ": " + text);
        }
    }

    /** The lines until now. */
    public List<String> story() {
        return Collections.unmodifiableList(story);
    }

    /** The last lines, for messages. */
    public String end() {
        var from = Math.max(0, story.size() - 20);
        return String.join("\n  ", story.subList(from, story.size()));
    }

    /** Virtual time as people read it. */
    public static String time(long nanos) {
        return String.format(Locale.ROOT, "%d.%06d s",
                nanos / 1_000_000_000, nanos / 1000 % 1_000_000);
    }

    private void add(long value) {
        hash = (hash ^ value) * 0x9e3779b97f4a7c15L;
        hash ^= hash >>> 29;
    }
}
