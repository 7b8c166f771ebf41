package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a binding's handlers hear of a pipe's life: each event once, and in order. */
@Timeout(60)
class PipeEventsTest {

    private final LinkedBlockingQueue<String> here = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> there = new LinkedBlockingQueue<>();

    private static Binding told(Binding binding, LinkedBlockingQueue<String> events) {
        return binding
                .onAccepted((pipe, channel) -> events.add("accepted " + channel.name()))
                .onConnected(pipe -> events.add("connected"))
                .onFailed(failure -> events.add("failed: " + failure.getMessage()))
                .onClose(reason -> events.add("closed " + reason.getClass().getSimpleName()))
                .onDestroy(pipe -> events.add("destroyed"));
    }

    private static List<String> take(LinkedBlockingQueue<String> events, int count)
            throws InterruptedException {
        var taken = new ArrayList<String>();
        while (taken.size() < count) {
            taken.add(events.take());
        }
        return taken;
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aPipeThatWasReadyHasEachEventOnceAndInOrder(String endpoint) throws Exception {
        try (var pair = Pair.with(endpoint, it -> told(it, there), it -> told(it, here))) {
            pair.pipe.open("one");
            assertEquals(List.of("connected", "accepted one"), take(there, 2));
            pair.pipe.close();
            pair.pipe.destroy();
            assertEquals(List.of("closed ClosedByPeer", "destroyed"), take(there, 2));
            assertEquals(List.of("connected", "closed ClosedHere", "destroyed"), take(here, 3));
        }
        assertEquals(List.of(), List.copyOf(here));
        assertEquals(List.of(), List.copyOf(there));
    }

    @Test
    void aHandshakeWithoutCommonProtocolFailsOnBothSidesAndHasNoOtherEvent() throws Exception {
        try (var pair = Pair.with(Pair.TCP, it -> told(it, there), it -> it)) {
            assertEquals("connected", there.take());
            var other = pair.address().replace("msgpack", "bytes");
            assertThrows(NetException.ConnectFailed.class,
                    () -> told(pair.client.bind(other), here).connect());
            for (var failed : List.of(there.take(), here.take())) {
                assertTrue(failed.startsWith("failed: pipe[tcp"), failed);
                assertTrue(failed.contains("no common protocol"), failed);
            }
            pair.pipe.close();
            assertEquals(List.of("closed ClosedByPeer", "destroyed"), take(there, 2));
        }
        assertEquals(List.of(), List.copyOf(here));
        assertEquals(List.of(), List.copyOf(there));
    }

    @Test
    void aPeerWithoutCommonVersionIsToldWhyAndFails() throws Exception {
        try (var node = Node.start("here")) {
            var listener = told(node.bind(Pair.TCP), here).listen();
            try (var socket = new Socket("127.0.0.1", listener.port())) {
                socket.getOutputStream().write(helloOfVersion2());
                var answer = new DataInputStream(socket.getInputStream());
                answer.readNBytes(answer.readInt()); // its hello
                var goodbye = new String(answer.readNBytes(answer.readInt()));
                assertTrue(goodbye.startsWith("\n\1"), goodbye);
                assertTrue(goodbye.contains("2 to 2, the other 1"), goodbye);
                assertEquals(-1, answer.read());
            }
            var failed = here.take();
            assertTrue(failed.contains("no common version of the wire format"), failed);
        }
        assertEquals(List.of(), List.copyOf(here));
    }

    @Test
    void connectingToAPeerWithoutCommonVersionSaysSo() throws Exception {
        try (var peer = new ServerSocket(0); var node = Node.start("here")) {
            node.run("peer of version 2", () -> {
                try (var socket = peer.accept()) {
                    socket.getOutputStream().write(helloOfVersion2());
                    socket.getInputStream().readAllBytes();
                }
            });
            var thrown = assertThrows(NetException.ConnectFailed.class, () -> told(
                    node.bind("tcp", "127.0.0.1", peer.getLocalPort(), "msgpack"), here).connect());
            assertTrue(thrown.getMessage().contains("no common version"), thrown.getMessage());
            assertTrue(here.take().startsWith("failed: "));
        }
        assertEquals(List.of(), List.copyOf(here));
    }

    private static byte[] helloOfVersion2() {
        return HexFormat.of().parseHex("00000008 01 57454654 02 02 00".replace(" ", ""));
    }

    @Test
    void whoSaysNothingFailsAtTheDeadlineOnBothSides() throws Exception {
        try (var silent = new ServerSocket(0); var node = Node.start("here")) {
            var listener = told(node.bind(Pair.TCP), there)
                    .handshakeTimeout(Duration.ofMillis(50)).listen();
            try (var socket = new Socket("127.0.0.1", listener.port())) {
                assertTrue(there.take().contains("no hello within PT0.05S"));
                assertTrue(socket.isConnected());
            }
            assertThrows(NetException.ConnectFailed.class, () -> told(
                    node.bind("tcp", "127.0.0.1", silent.getLocalPort(), "msgpack"), here)
                    .handshakeTimeout(Duration.ofMillis(50)).connect());
            assertTrue(here.take().contains("no hello within PT0.05S"));
        }
        assertEquals(List.of(), List.copyOf(here));
        assertEquals(List.of(), List.copyOf(there));
    }

    @Test
    void handlersThatThrowKeepNoneOfTheOthersFromRunning() throws Exception {
        try (var pair = Pair.with(Pair.TCP, it -> told(it, there), it -> it
                .onConnected(pipe -> {
                    throw new IllegalStateException("planted");
                })
                .onClose(reason -> {
                    throw new IllegalStateException("planted");
                })
                .onDestroy(pipe -> here.add("destroyed")))) {
            pair.pipe.close();
            assertEquals("destroyed", here.take());
        }
    }

    @Test
    void destroyingFromEachEventIsFine() throws Exception {
        try (var pair = Pair.with(Pair.TCP, it -> told(it, there), it -> it
                .onConnected(Pipe::destroy)
                .onClose(reason -> here.add("closed"))
                .onDestroy(pipe -> {
                    pipe.destroy();
                    pipe.close();
                    here.add("destroyed");
                }))) {
            assertEquals(new CloseReason.ClosedHere(), pair.pipe.join());
            assertEquals(List.of("closed", "destroyed"), take(here, 2));
        }
    }
}
