package dev.weft.failures.witness;

import dev.weft.roles.audit.Audit;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * An event of a role, and when it was told.
 *
 * @param at the virtual time
 * @param event what was told
 */
public record Told(Duration at, Audit.Event event) {

    /** The host that told it. */
    public String who() {
        return event.who();
    }

    /** The name of the event. */
    public String what() {
        return event.what();
    }

    /** A detail, as it was told. */
    public String text(String name) {
        var text = event.detail(name);
        if (text == null) {
            throw new IllegalStateException("no detail " + name + " in " + event);
        }
        return text;
    }

    /** A detail that is a number. */
    public long number(String name) {
        return Long.parseLong(text(name));
    }

    /** A detail that is a list, such as {@code [a, b]}. */
    public List<String> words(String name) {
        var text = text(name);
        return Arrays.stream(text.substring(1, text.length() - 1).split(", "))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** A detail that is a list of numbers. */
    public List<Long> numbers(String name) {
        return words(name).stream().map(Long::valueOf).toList();
    }
}
