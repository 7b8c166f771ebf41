package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.wire.Frame;
import dev.weft.wire.Frames;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever is blocked in a call when the end comes is told at once, and why. */
@Timeout(60)
class BlockedCallsTest {

    enum Call { SEND, LARGE_SEND, RECEIVE, RECEIVE_FOR, REQUEST, JOIN }

    enum End { CHANNEL_HERE, CHANNEL_THERE, PIPE_HERE, PIPE_THERE, DESTROY_HERE, DESTROY_THERE,
        NODE_HERE, NODE_THERE }

    static Stream<Arguments> all() {
        return Stream.of(Pair.TCP, Pair.LOCAL).flatMap(at -> Stream.of(Call.values())
                .flatMap(call -> Stream.of(End.values())
                        .filter(end -> call != Call.JOIN || !end.name().startsWith("CHANNEL"))
                        .map(end -> Arguments.of(at, call, end))));
    }

    @ParameterizedTest(name = "{1} {2} {0}")
    @MethodSource("all")
    void theyThrowClosedWithTheReason(String endpoint, Call call, End end) throws Exception {
        var accepted = new CompletableFuture<Channel>();
        try (var pair = Pair.with(endpoint, it -> it.window(1024, 1)
                .onAccepted((pipe, channel) -> accepted.complete(channel)), it -> it)) {
            var channel = pair.pipe.open("blocked");
            var outcome = new CompletableFuture<CloseReason>();
            var caller = Thread.startVirtualThread(() -> {
                try {
                    outcome.complete(call(call, channel));
                } catch (NetException.Closed e) {
                    outcome.complete(e.reason());
                } catch (Throwable e) {
                    outcome.completeExceptionally(e);
                }
            });
            accepted.get();
            Counted.parked(caller);
            end(end, pair, channel, accepted.get());
            check(endpoint, end, outcome.get());
        }
    }

    private static CloseReason call(Call call, Channel channel) throws Exception {
        switch (call) {
            case SEND -> {
                while (true) {
                    channel.send("more");
                }
            }
            case LARGE_SEND -> {
                while (true) {
                    channel.send(new byte[100_000]);
                }
            }
            case RECEIVE -> channel.receive();
            case RECEIVE_FOR -> channel.receive(Duration.ofHours(1));
            case REQUEST -> channel.request("?", String.class, Duration.ofHours(1));
            case JOIN -> {
                return channel.pipe().join();
            }
        }
        throw new AssertionError(call + " has returned");
    }

    private static void end(End end, Pair pair, Channel here, Channel there) {
        switch (end) {
            case CHANNEL_HERE -> here.close();
            case CHANNEL_THERE -> there.close();
            case PIPE_HERE -> here.pipe().close();
            case PIPE_THERE -> there.pipe().close();
            case DESTROY_HERE -> here.pipe().destroy();
            case DESTROY_THERE -> there.pipe().destroy();
            case NODE_HERE -> pair.client.close();
            case NODE_THERE -> pair.server.close();
        }
    }

    private static void check(String endpoint, End end, CloseReason reason) {
        if (endpoint.equals(Pair.LOCAL) && end.name().startsWith("NODE")) {
            return; // both ends are of one node: either may come first
        }
        var expected = switch (end) {
            case CHANNEL_HERE, PIPE_HERE, DESTROY_HERE, NODE_HERE -> CloseReason.ClosedHere.class;
            case CHANNEL_THERE, PIPE_THERE, NODE_THERE -> CloseReason.ClosedByPeer.class;
            case DESTROY_THERE -> endpoint.equals(Pair.LOCAL)
                    ? CloseReason.ClosedByPeer.class : CloseReason.TransportFailed.class;
        };
        assertInstanceOf(expected, reason);
    }

    @Test
    void anInterruptCancelsEachCallAndHarmsNothing() throws Exception {
        for (var call : Call.values()) {
            var accepted = new CompletableFuture<Channel>();
            try (var pair = Pair.with(Pair.TCP, it -> it.window(1024, 1)
                    .onAccepted((pipe, channel) -> accepted.complete(channel)), it -> it)) {
                var channel = pair.pipe.open("blocked");
                var outcome = new CompletableFuture<Throwable>();
                var caller = Thread.startVirtualThread(() -> {
                    try {
                        call(call, channel);
                    } catch (Throwable e) {
                        outcome.complete(e);
                    }
                });
                accepted.get();
                Counted.parked(caller).interrupt();
                assertInstanceOf(InterruptedException.class, outcome.get(), call.name());
                pair.pipe.open("and on it goes").close();
            }
        }
    }

    /** A server that says hello, or nothing, and never more. */
    @Test
    void openAndConnectEndWithTheirNode() throws Exception {
        for (var hello : new boolean[] {true, false}) {
            try (var server = new ServerSocket(0); var here = new Counted("here")) {
                var thrown = new CompletableFuture<Throwable>();
                var caller = Thread.startVirtualThread(() -> {
                    try {
                        here.node.connect("tcp://127.0.0.1:" + server.getLocalPort() + "/msgpack")
                                .open("never answered");
                    } catch (Throwable e) {
                        thrown.complete(e);
                    }
                });
                try (var socket = server.accept()) {
                    if (hello) {
                        var frame = ByteBuffer.allocate(Frames.MAX_CONTROL_BYTES);
                        Frames.write(new Frame.Hello(1, 1, 1024, "msgpack", "mute"), frame);
                        socket.getOutputStream().write(frame.array(), 0, frame.position());
                        var bytes = socket.getInputStream();
                        var opened = false;
                        while (!opened) { // the Open has come: its caller waits for the answer
                            var length = ByteBuffer.wrap(bytes.readNBytes(4)).getInt();
                            opened = bytes.readNBytes(length)[0] == 2;
                        }
                    }
                    Counted.parked(caller);
                    here.node.close();
                    if (hello) {
                        var closed = assertInstanceOf(NetException.Closed.class, thrown.get());
                        assertEquals(new CloseReason.ClosedHere(), closed.reason());
                    } else {
                        assertInstanceOf(NetException.ConnectFailed.class, thrown.get());
                        assertTrue(thrown.get().getMessage().contains("ClosedHere"),
                                thrown.get()::getMessage);
                    }
                }
            }
        }
    }
}
