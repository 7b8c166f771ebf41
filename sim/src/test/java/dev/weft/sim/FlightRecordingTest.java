package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.UUID;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A flight recording looks at a simulation from outside. */
@Timeout(60)
class FlightRecordingTest {

    private static final Duration SILENCE = Duration.ofSeconds(3);

    @Test
    void aRecordingChangesNothingAndTellsVirtualTimes() throws Exception {
        var hash = run();
        var file = Files.createTempFile("weft", ".jfr");
        try (var recording = new Recording()) {
            for (var name : new String[] {"PipeOpened", "PipeClosed", "ChannelOpened",
                    "ChannelClosed", "SendBlocked", "HandlerRun", "HeartbeatLost", "TimerLate"}) {
                recording.enable("dev.weft." + name).withThreshold(Duration.ZERO);
            }
            recording.start();
            assertEquals(hash, run());
            recording.stop();
            recording.dump(file);
            var lost = RecordingFile.readAllEvents(file).stream()
                    .filter(it -> it.getEventType().getName().equals("dev.weft.HeartbeatLost"))
                    .toList();
            assertEquals(1, lost.size());
            assertTrue(lost.getFirst().getString("of").startsWith("pipe[tcp"));
            var silence = lost.getFirst().getDuration("silence");
            assertTrue(silence.compareTo(SILENCE) >= 0
                    && silence.compareTo(SILENCE.multipliedBy(2)) < 0, silence.toString());
        } finally {
            Files.delete(file);
        }
        assertEquals(hash, run());
    }

    private static long run() {
        try (var sim = Simulation.seeded(11)) {
            var server = sim.host("server", node -> node.listen("tcp://0.0.0.0:7000/msgpack",
                    (pipe, channel) -> channel.on(String.class, channel::send)));
            sim.host("client", node -> {
                Thread.sleep(10);
                var pipe = node.bind("tcp://server:7000/msgpack")
                        .heartbeat(Duration.ofSeconds(1), SILENCE).connect();
                var channel = pipe.open("echo");
                for (var i = 0; i < 20; i++) {
                    channel.send("text " + i);
                    sim.note("client", channel.receive(String.class));
                }
                node.timers("t").every("tick", Duration.ofMillis(100),
                        () -> sim.note("client", "tick"));
                pipe.join();
                sim.note("client", UUID.randomUUID().toString()); // shows what was drawn before
            });
            sim.at(Duration.ofSeconds(20), "the server loses its power", server::crash);
            sim.run(Duration.ofSeconds(60));
            return sim.traceHash();
        }
    }
}
