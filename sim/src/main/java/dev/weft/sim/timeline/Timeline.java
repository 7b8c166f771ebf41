package dev.weft.sim.timeline;

import dev.weft.sim.events.Event;
import dev.weft.sim.events.EventLog;
import dev.weft.sim.events.Moment;
import dev.weft.sim.events.Passage;
import dev.weft.sim.events.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a recorded run as an HTML page: the template {@code timeline.html} with the run as JSON in
 * it. A page stays under {@value #CHARACTERS_MAX} characters, nearly all of them ASCII: of a longer
 * run the oldest events are left out, and the page says how many. Faults always stay.
 */
public final class Timeline {

    private static final int CHARACTERS_MAX = 4_900_000;
    private static final String PLACE = ">RUN<";

    private final Map<String, Integer> lanes = new LinkedHashMap<>();
    private final List<Lane> laneList = new ArrayList<>();
    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private final List<String> moments = new ArrayList<>();
    private final List<String> passages = new ArrayList<>();
    private final List<String> spans = new ArrayList<>();
    private int characters;
    private long left;
    private long begin;

    private Timeline() {}

    /**
     * Writes a page.
     *
     * @param seed for its title
     * @param trace the hash of the run
     * @param endNanos when the run ended
     * @param known the lanes in their order; places that only the log knows come after them
     */
    public static void write(Path file, long seed, long trace, long endNanos, List<Lane> known,
            EventLog log) throws IOException {
        var template = template();
        var place = template.indexOf(PLACE);
        var timeline = new Timeline();
        timeline.characters = template.length();
        timeline.take(known, log);
        Files.writeString(file, template.substring(0, place + 1)
                + timeline.json(seed, trace, endNanos)
                + template.substring(place + PLACE.length() - 1), StandardCharsets.UTF_8);
    }

    private static String template() {
        try (var in = Timeline.class.getResourceAsStream("timeline.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("no timeline.html beside " + Timeline.class, e);
        }
    }

    /** The newest first, until the page is full. */
    private void take(List<Lane> known, EventLog log) {
        known.forEach(this::add);
        left = log.forgotten();
        begin = left > 0 ? Long.MAX_VALUE : 0;
        for (var event : log.events().reversed()) {
            if (characters < CHARACTERS_MAX || event instanceof Span) {
                take(event);
            } else {
                left++;
            }
        }
    }

    private void take(Event event) {
        begin = Math.min(begin, event.nanos());
        var at = event.nanos() / 1000;
        switch (event) {
            case Moment it -> moments.add(array(at, lane(it.host()), text(it.thread()),
                    text(it.kind().name()), text(it.text())));
            case Passage it -> passages.add(array(at, micros(it.arrivedNanos()), lane(it.from()),
                    lane(it.to()), text(it.connection()), it.bytes(),
                    text(String.join("\n", it.contents())),
                    (it.wasHeld() ? 1 : 0) + (it.isLost() ? 2 : 0)));
            case Span it -> spans.add(array(at, micros(it.endNanos()), text(it.text()),
                    array(it.hosts().stream().map(this::lane).toArray())));
        }
    }

    private static long micros(long nanos) {
        return nanos < 0 ? -1 : nanos / 1000;
    }

    private String json(long seed, long trace, long endNanos) {
        var all = new StringBuilder(characters);
        all.append("{\"seed\":\"").append(seed);
        all.append("\",\"trace\":\"").append(String.format("%016x", trace));
        all.append("\",\"begin\":").append(Math.min(begin, endNanos) / 1000);
        all.append(",\"end\":").append(endNanos / 1000);
        all.append(",\"left\":").append(left);
        all.append(",\n\"lanes\":").append(lines(laneList.stream()
                .map(lane -> array(quoted(lane.name()), quoted(lane.kind()))).toList()));
        all.append(",\n\"texts\":").append(lines(
                texts.keySet().stream().map(Timeline::quoted).toList()));
        all.append(",\n\"spans\":").append(lines(spans.reversed()));
        all.append(",\n\"moments\":").append(lines(moments.reversed()));
        all.append(",\n\"passages\":").append(lines(passages.reversed()));
        return all.append("}").toString();
    }

    private void add(Lane lane) {
        lanes.put(lane.name(), laneList.size());
        laneList.add(lane);
    }

    private int lane(String name) {
        if (!lanes.containsKey(name)) {
            add(new Lane(name, ""));
        }
        return lanes.get(name);
    }

    /** The number of a text; each stands once in the page. */
    private int text(String text) {
        var number = texts.get(text);
        if (number == null) {
            number = texts.size();
            texts.put(text, number);
            characters += quoted(text).length() + 2;
        }
        return number;
    }

    private String array(Object... values) {
        var all = new StringBuilder("[");
        for (var value : values) {
            all.append(all.length() > 1 ? "," : "").append(value);
        }
        characters += all.length() + 3;
        return all.append("]").toString();
    }

    private static String lines(List<String> values) {
        return "[\n" + String.join(",\n", values) + "]";
    }

    /** As JSON that is also safe inside a script element: whatever is not plain is escaped. */
    private static String quoted(String text) {
        var all = new StringBuilder("\"");
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&') {
                all.append(String.format("\\u%04x", (int) c));
            } else {
                all.append(c);
            }
        }
        return all.append('"').toString();
    }
}
