package dev.weft.sim.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.CloseReason;
import dev.weft.Node;
import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Faults;
import dev.weft.sim.fault.Kind;
import dev.weft.sim.junit.SimTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Timeout;

/**
 * What the library promises, for programs that nobody would write: order, at most once, credit,
 * reasons, and an end for every call and every thread. More seeds:
 *
 * <pre>
 * mvn -q verify -pl sim -am -Dtest=RandomProgramsTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dweft.seeds=20000
 * </pre>
 */
@Timeout(600)
class RandomProgramsTest {

    private static final Logger LOGGER = Logger.getLogger("dev.weft");

    /** What seeds share, and would wait for: the log, and the codec that is made with first use. */
    static {
        LOGGER.setLevel(Level.OFF);
        try (var node = Node.start("first")) {
            var protocol = node.protocols().find("msgpack");
            for (var message : List.of(new Stream.Item(1, 2, 3, new byte[4]), new Stream.Ask(1),
                    new Stream.Told(1))) {
                var body = new ByteArrayOutputStream();
                protocol.encode(message, body);
                protocol.decode(body.toByteArray(), 0, body.size(), message.getClass());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SimTest(seeds = 100)
    void onAQuietNetwork(Simulation sim) {
        play(sim, false, false);
    }

    @SimTest(seeds = 120)
    void whileTheNetworkFailsAndHostsStandStill(Simulation sim) {
        sim.faults(Faults.swarm().pause("*").only(Kind.PARTITION, "*")
                .only(Kind.PARTITION_ONE_WAY, "*").only(Kind.ISOLATE, "*")
                .only(Kind.SLOW_LINK, "*").only(Kind.RESET, "*"));
        play(sim, false, true);
    }

    @SimTest(seeds = 80)
    void withinOneNode(Simulation sim) {
        play(sim, true, false);
    }

    private static void play(Simulation sim, boolean local, boolean faults) {
        var program = new Program(sim, local);
        var nodes = new Node[2];
        sim.length(Program.CALM);
        sim.program("server", () -> {
            nodes[0] = program.server("server");
            if (local) {
                program.client(nodes[0]);
            }
            Thread.sleep(Duration.ofSeconds(100));
            nodes[0].close();
        });
        if (!local) {
            sim.program("client", () -> {
                Thread.sleep(10);
                nodes[1] = program.node("client");
                program.client(nodes[1]);
                Thread.sleep(Duration.ofSeconds(90));
                nodes[1].close();
            });
        }
        sim.always("no more than the window is on its way", () -> program.streams.stream()
                .allMatch(it -> it.accepted - it.taken <= it.windowMessages + 2
                        || it.reasonHere != null || it.reasonThere != null));
        sim.always("nothing has failed", () -> {
            program.failures.forEach(e -> {
                throw new AssertionError(e);
            });
            return true;
        });
        sim.run(Duration.ofSeconds(130));
        check(program, faults);
    }

    private static void check(Program program, boolean faults) {
        assertEquals(List.of(), program.failures);
        assertEquals(0, program.threads, "threads outlive their node");
        for (var stream : program.streams) {
            var who = "stream " + stream.number + " " + stream.reasonHere + " / "
                    + stream.reasonThere;
            assertEquals(0, stream.inside, who + ": calls have not ended");
            assertTrue(stream.endsHere <= 1 && stream.endsThere <= 1, who + " ended twice");
            if (!stream.opened) {
                continue;
            }
            assertEquals(1, stream.endsHere, who + ": no end here");
            assertEquals(1, stream.endsThere, who + ": no end there");
            var lossy = faults || program.destroyed;
            assertTrue(isFit(stream.reasonHere, lossy) && isFit(stream.reasonThere, lossy)
                    && (lossy || isOrderly(stream.reasonHere) || isOrderly(stream.reasonThere)),
                    who);
            var told = stream.pushed ? stream.reasonHere : stream.reasonThere;
            for (var way : stream.ways) {
                way.check(who);
                if (told instanceof CloseReason.ClosedByPeer
                        && way.acceptedBeforeTheEnd > way.came.size()) {
                    throw new AssertionError(who + ": only " + way.came.size() + " came of "
                            + way.acceptedBeforeTheEnd + " sent before the end");
                }
            }
        }
    }

    private static boolean isFit(CloseReason reason, boolean lossy) {
        return switch (reason) {
            case CloseReason.ClosedHere it -> true;
            case CloseReason.ClosedByPeer it -> true;
            case CloseReason.HandlerFailed it -> true;
            case CloseReason.TransportFailed it -> lossy
                    && !String.valueOf(it.cause().getMessage()).contains("failed:");
            case CloseReason.HeartbeatLost it -> lossy;
            case CloseReason.ProtocolViolated it -> false;
            case CloseReason.LimitExceeded it -> false;
        };
    }

    /** One side at least must have wanted it. */
    private static boolean isOrderly(CloseReason reason) {
        return reason instanceof CloseReason.ClosedHere
                || reason instanceof CloseReason.HandlerFailed;
    }
}
