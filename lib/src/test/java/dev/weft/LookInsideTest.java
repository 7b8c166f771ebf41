package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.trace.Traced;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a person sees of a node that runs: descriptions, log lines, numbers, flight recordings. */
@Timeout(60)
class LookInsideTest {

    @Test
    void everyNounSaysWhoItIs() throws Exception {
        var there = new CompletableFuture<Channel>();
        try (var pair = Pair.over(Pair.TCP, (pipe, channel) -> there.complete(channel))) {
            var channel = pair.pipe.open("user");
            var sink = pair.server.sink("feed");
            sink.attach(there.get());
            var timers = pair.server.timers("sweep");
            timers.every("dust", Duration.ofHours(2), () -> {});
            timers.once("door", Duration.ofHours(1), () -> {});
            var runner = pair.server.runner("lobby", Policy.GROUP);
            runner.attach(timers).attach(there.get());
            matches("node server\\[1 pipes, 1 listeners]", pair.server);
            matches("listener\\[tcp 127.0.0.1:\\d+, pipes 1/10000]", pair.listener);
            matches("pipe\\[tcp \\S+ ↔ \\S+ msgpack, channels 1/1024, out 0 B]", pair.pipe);
            matches("channel user\\[tcp \\S+ ↔ \\S+, in 0, credit 262144 B 256]", channel);
            matches("sink feed\\[1 channels, 0/1024]", sink);
            matches("timers sweep\\[dust in 7[12]\\d\\d.\\d s every 7200.0 s, "
                    + "door in 3[56]\\d\\d.\\d s]", timers);
            matches("runner lobby\\[GROUP, 2 tasks]", runner);
            pair.pipe.destroy();
            matches("pipe\\[.*, ClosedHere\\[]]", pair.pipe);
            matches("channel user\\[.*, ClosedHere\\[]]", channel);
        }
    }

    private static void matches(String regex, Described noun) {
        assertTrue(noun.describe().matches(regex), noun.describe());
        assertEquals(noun.describe(), noun.toString());
    }

    @Test
    void aLogLineBeginsWithWhoSpeaksAndEndsWithTheCallersLine() throws Exception {
        var logger = Logger.getLogger("dev.weft");
        var lines = new LinkedBlockingQueue<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getLevel() + " " + line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try (var node = Node.start("speaker")) {
            node.timers("t").log(System.Logger.Level.WARNING, "slow: {0}", "disk");
            var line = lines.take();
            assertTrue(line.startsWith("WARNING timers t[]: slow: disk (")
                    && line.contains("LookInsideTest.aLogLineBeginsWithWhoSpeaks")
                    && line.contains("LookInsideTest.java:"), line);
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void aLineThatNobodyWantsCostsNoDescription() {
        var described = new int[1];
        var noun = new Traced() {
            @Override
            public String describe() {
                described[0]++;
                return "me";
            }
        };
        Logger.getLogger("dev.weft").setLevel(Level.SEVERE);
        try {
            noun.log(System.Logger.Level.WARNING, "nothing {0}", noun);
        } finally {
            Logger.getLogger("dev.weft").setLevel(null);
        }
        assertEquals(0, described[0]);
    }

    @Test
    void aSnapshotHasTheNumbersOfTheWholeNode() throws Exception {
        var there = new LinkedBlockingQueue<Channel>();
        try (var pair = Pair.with(Pair.TCP, it -> it.window(1 << 20, 10)
                .onAccepted((pipe, channel) -> there.add(channel)), it -> it)) {
            var channel = pair.pipe.open("numbers");
            var sink = pair.server.sink("full", 2, Sink.Overflow.BLOCK);
            sink.attach(there.take());
            for (var i = 0; i < 5; i++) {
                channel.send("text");
            }
            var timers = pair.server.timers("t");
            timers.once("later", Duration.ofHours(1), () -> {});
            var runner = pair.server.runner("r", Policy.GROUP);
            runner.attach(timers).suspend(timers);
            runner.attach(sink);
            while (sink.snapshot().blocked() == 0
                    || pair.server.snapshot().pipes().getFirst().channels().getFirst()
                            .inMessages() < 3) {
                Thread.yield();
            }
            var server = pair.server.snapshot();
            assertEquals("server", server.name());
            assertEquals(1, server.listeners().getFirst().pipes());
            var pipe = server.pipes().getFirst();
            assertTrue(pipe.peer().startsWith("client at "), pipe.peer());
            assertEquals("msgpack", pipe.protocol());
            assertEquals("numbers", pipe.channels().getFirst().name());
            assertEquals(3, pipe.channels().getFirst().inMessages());
            assertEquals(List.of(new Sink.Snapshot("full", Task.State.READY, 1, 1, 2, 2, 0)),
                    server.sinks());
            assertEquals(List.of(new Timers.Snapshot("t", Task.State.SUSPENDED, 1, 0)),
                    server.timers());
            assertEquals(List.of(new Runner.Snapshot("r", Policy.GROUP, 1, 0, 1)),
                    server.runners());
            assertEquals(5, channel.snapshot().creditMessages());
        }
    }

    @Test
    void aFlightRecordingTellsOfPipesChannelsHandlersAndWaits() throws Exception {
        var file = Files.createTempFile("weft", ".jfr");
        try (var recording = new Recording()) {
            for (var name : List.of("PipeOpened", "PipeClosed", "ChannelOpened", "ChannelClosed",
                    "TimerLate")) {
                recording.enable("dev.weft." + name);
            }
            recording.enable("dev.weft.HandlerRun").withThreshold(Duration.ZERO);
            recording.enable("dev.weft.SendBlocked").withThreshold(Duration.ZERO);
            recording.start();
            fly();
            recording.stop();
            recording.dump(file);
            var events = RecordingFile.readAllEvents(file);
            assertTrue(find(events, "PipeOpened", "pipe", "pipe[tcp")
                    .getString("peer").startsWith("recorder at 127.0.0.1"));
            assertTrue(find(events, "PipeClosed", "reason", "ClosedHere[]")
                    .getString("pipe").startsWith("pipe[tcp"));
            assertNotNull(find(events, "ChannelOpened", "channel", "channel recorded["));
            assertTrue(find(events, "ChannelClosed", "reason", "ClosedHere[]")
                    .getString("channel").startsWith("channel recorded["));
            assertEquals("String", find(events, "HandlerRun", "task", "channel recorded[")
                    .getString("key"));
            assertEquals("String", find(events, "SendBlocked", "channel", "channel recorded[")
                    .getString("key"));
            var late = find(events, "TimerLate", "timers", "timers late[");
            assertEquals("behind", late.getString("key"));
            assertTrue(late.getDuration("late").toMillis() >= 10, late.toString());
        } finally {
            Files.delete(file);
        }
    }

    private static void fly() throws Exception {
        var handled = new CountDownLatch(1);
        try (var node = Node.start("recorder")) {
            var listener = node.listen(Pair.TCP, (pipe, channel) ->
                    channel.on(String.class, text -> handled.countDown()));
            var pipe = node.connect("tcp://127.0.0.1:" + listener.port() + "/msgpack");
            pipe.open("recorded").send("text");
            handled.await();
            var group = node.runner("group", Policy.GROUP);
            var timers = node.timers("late");
            group.attach(timers);
            var held = new CountDownLatch(1);
            var done = new CountDownLatch(1);
            group.run("hold the lane", held::await);
            var begin = System.nanoTime();
            timers.once("behind", Duration.ZERO, done::countDown);
            while (System.nanoTime() - begin < 20_000_000) {
                Thread.yield();
            }
            held.countDown();
            done.await();
            pipe.close();
        }
    }

    private static RecordedEvent find(
            List<RecordedEvent> events, String name, String field, String begin) {
        var found = new ArrayList<String>();
        for (var event : events) {
            if (event.getEventType().getName().equals("dev.weft." + name)) {
                if (event.getString(field).startsWith(begin)) {
                    return event;
                }
                found.add(event.toString());
            }
        }
        throw new AssertionError("no " + name + " of " + begin + " in " + found);
    }
}
