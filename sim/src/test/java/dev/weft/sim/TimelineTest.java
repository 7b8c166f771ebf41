package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.sim.events.EventLog;
import dev.weft.sim.events.Moment;
import dev.weft.sim.timeline.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page without a browser: its data is whole, and nothing in it can break out of it. */
@Timeout(60)
class TimelineTest {

    /** Ends scripts, texts of JSON, attributes and comments, and is not plain ASCII. */
    private static final String EVIL =
            "</script><script>alert('\"1\"')</script><!-- \\ \u2028 \uD83D\uDE00\n";

    private static final String OPEN = "<script type=\"application/json\" id=\"run\">";

    @TempDir
    private Path folder;

    private String page;
    private JsonNode run;

    private void write(Simulation sim) throws Exception {
        sim.timeline(folder.resolve("run.html"));
        read();
    }

    private void read() throws Exception {
        page = Files.readString(folder.resolve("run.html"));
        var begin = page.indexOf(OPEN) + OPEN.length();
        run = new ObjectMapper().readTree(page.substring(begin, page.indexOf("</script>", begin)));
    }

    /** Two hosts with evil names that talk, one of which loses its power. */
    private void evilRun(Simulation sim) {
        sim.record();
        sim.host("server", node -> node.listen("tcp://0.0.0.0:7000/msgpack", (pipe, channel) ->
                channel.on(String.class, channel::send)));
        sim.host("client" + EVIL, node -> {
            Thread.sleep(10);
            var channel = node.connect("tcp://server:7000/msgpack").open("greeting");
            channel.send(EVIL);
            sim.note("client" + EVIL, channel.receive(String.class));
        });
        sim.database("db", "create table t (n int)");
        sim.at(Duration.ofMillis(100), EVIL, () -> sim.host("server").crash());
        sim.at(Duration.ofMillis(200), "back", () -> sim.host("server").restart());
        sim.run(Duration.ofSeconds(1));
    }

    @Test
    void theDataIsWholeHoweverTheHostsAreCalled() throws Exception {
        try (var sim = Simulation.seeded(11)) {
            evilRun(sim);
            write(sim);
            assertEquals("11", run.get("seed").asText());
            assertEquals(String.format("%016x", sim.traceHash()), run.get("trace").asText());
            assertEquals(1_000_000, run.get("end").asLong());
            var lanes = new ArrayList<String>();
            run.get("lanes").forEach(lane -> lanes.add(lane.get(0).asText()));
            assertEquals(List.of("server", "client" + EVIL, "db"), lanes.subList(0, 3));
            var texts = new ArrayList<String>();
            run.get("texts").forEach(text -> texts.add(text.asText()));
            assertTrue(texts.contains(EVIL), texts.toString());
            checkPassages(lanes.size(), texts);
            var span = run.get("spans").get(0);
            assertEquals("without power", texts.get(span.get(2).asInt()));
            assertEquals(List.of(100_000L, 200_000L),
                    List.of(span.get(0).asLong(), span.get(1).asLong()));
        }
    }

    private void checkPassages(int lanes, List<String> texts) {
        var messages = 0;
        for (var passage : run.get("passages")) {
            var sent = passage.get(0).asLong();
            var arrived = passage.get(1).asLong();
            assertTrue(arrived == -1 || arrived >= sent, passage.toString());
            assertTrue(passage.get(2).asInt() < lanes && passage.get(3).asInt() < lanes);
            assertFalse(texts.get(passage.get(4).asInt()).isEmpty());
            if (texts.get(passage.get(6).asInt()).startsWith("Message String on greeting#1")) {
                messages++;
            }
        }
        assertEquals(2, messages, "there and back");
    }

    @Test
    void noTextCanEndTheScriptItStandsIn() throws Exception {
        try (var sim = Simulation.seeded(11)) {
            evilRun(sim);
            write(sim);
        }
        assertEquals(2, Pattern.compile("<script").matcher(page).results().count());
        assertEquals(2, Pattern.compile("</script>").matcher(page).results().count());
        var data = page.substring(page.indexOf(OPEN) + OPEN.length());
        assertTrue(data.substring(0, data.indexOf('<')).chars().allMatch(c -> c == '\n'
                || c >= ' ' && c <= '~'), "only printable ASCII");
    }

    @Test
    void thePageNeedsNothingElse() throws Exception {
        try (var sim = Simulation.seeded(11)) {
            sim.record();
            write(sim);
        }
        assertFalse(Pattern.compile("https?://|src=|@import|url\\(").matcher(page).find());
        assertTrue(page.contains("default-src 'none'"), "the browser asks no network either");
    }

    @Test
    void whatEndedTheRunIsMarked() throws Exception {
        try (var sim = Simulation.seeded(11)) {
            sim.record();
            sim.always("nothing happens", () -> sim.now().toMillis() < 150);
            assertThrows(SimulationFailed.class, () -> sim.run(Duration.ofSeconds(1)));
            write(sim);
            var last = run.get("moments").get(run.get("moments").size() - 1);
            assertEquals("FAILURE", run.get("texts").get(last.get(3).asInt()).asText());
            assertTrue(run.get("texts").get(last.get(4).asInt()).asText().contains(
                    "nothing happens"));
        }
    }

    @Test
    void ofALongRunTheOldestEventsAreLeftOutAndCounted() throws Exception {
        var log = new EventLog(() -> 0);
        log.record(150_000);
        for (var i = 0; i < 150_000; i++) {
            log.moment(Moment.Kind.NOTE, "host", "note " + i + " of a long run, \u00fc");
        }
        Timeline.write(folder.resolve("run.html"), 1, 2, 3, List.of(), log);
        read();
        var size = Files.size(folder.resolve("run.html"));
        assertTrue(size > 4_500_000 && size <= 5_000_000, size + " bytes");
        var kept = run.get("moments").size();
        assertEquals(150_000, kept + run.get("left").asInt());
        var last = run.get("moments").get(kept - 1).get(4).asInt();
        assertEquals("note 149999 of a long run, \u00fc", run.get("texts").get(last).asText());
    }
}
