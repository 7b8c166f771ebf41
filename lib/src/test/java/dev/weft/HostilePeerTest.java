package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataOutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostilePeerTest {

    /** Sends raw bytes after the hello or instead of it, and tells why the pipe ended. */
    private static CloseReason reasonAfter(boolean hello, byte[] bytes,
            UnaryOperator<Binding> settings) throws Exception {
        var reasons = new LinkedBlockingQueue<CloseReason>();
        try (var node = Node.start("victim")) {
            var listener = settings.apply(node.bind(Pair.TCP)).onAccepted((pipe, channel) -> {})
                    .onClose(reasons::add).listen();
            try (var socket = new Socket("127.0.0.1", listener.port())) {
                var out = new DataOutputStream(socket.getOutputStream());
                if (hello) {
                    out.write(hello());
                }
                out.write(bytes);
                out.flush();
                var reason = hello ? reasons.take() : new CloseReason.ClosedHere();
                // The listener goes on for others.
                node.connect("tcp://127.0.0.1:" + listener.port() + "/msgpack").destroy();
                return reason;
            }
        }
    }

    private static byte[] hello() throws Exception {
        var bytes = new java.io.ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(1 + 4 + 2 + 4 + 9 + 3);
        out.writeByte(1);
        out.writeBytes("WEFT");
        out.writeByte(1);
        out.writeByte(1);
        out.writeInt(1 << 20);
        out.writeShort(7);
        out.writeBytes("msgpack");
        out.writeShort(1);
        out.writeBytes("x");
        return bytes.toByteArray();
    }

    private static byte[] frame(int... bytes) {
        var frame = new byte[4 + bytes.length];
        frame[3] = (byte) bytes.length;
        for (var i = 0; i < bytes.length; i++) {
            frame[4 + i] = (byte) bytes[i];
        }
        return frame;
    }

    @Test
    void framesThatMustNotBeEndTheirPipeOnlyAndSayWhy() throws Exception {
        assertViolated("unknown kind", frame(77));
        assertViolated("cut short", frame(6, 0, 0));
        assertViolated("bytes too many", frame(8, 1));
        assertViolated("never opened", frame(6, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1));
        assertViolated("channel number 2", frame(2, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 9, 0, 1, 'x'));
        assertViolated("frame of 4294967295 bytes", new byte[] {-1, -1, -1, -1, 5});
        assertViolated("second hello", hello());
        assertViolated("without a beginning", join(
                frame(2, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 9, 0, 1, 'x'),
                frame(5, 0, 0, 0, 1, 8)));
        assertViolated("over maxMessageBytes", join(
                frame(2, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 9, 0, 1, 'x'),
                frame(5, 0, 0, 0, 1, 4, 127, 0, 0, 0, 0, 1, 'k', 0)));
    }

    private static void assertViolated(String text, byte[] bytes) throws Exception {
        var reason = reasonAfter(true, bytes, it -> it);
        var violated = assertInstanceOf(CloseReason.ProtocolViolated.class, reason, text);
        assertTrue(violated.detail().contains(text), violated.detail());
    }

    private static byte[] join(byte[] a, byte[] b) {
        var both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void messagesWithoutCreditAreAViolation() throws Exception {
        var bytes = frame(2, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 9, 0, 1, 'x');
        for (var i = 0; i < 3; i++) {
            bytes = join(bytes, frame(5, 0, 0, 0, 1, 12, 0, 0, 0, 1, 0, 1, 'k', 1));
        }
        var reason = reasonAfter(true, bytes, it -> it.window(1024, 2));
        var violated = assertInstanceOf(CloseReason.ProtocolViolated.class, reason);
        assertTrue(violated.detail().contains("without credit"), violated.detail());
    }

    @Test
    void whoSpeaksSomethingElseIsRefused() throws Exception {
        reasonAfter(false, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII), it -> it);
        var random = new Random(5);
        for (var i = 0; i < 20; i++) {
            var bytes = new byte[random.nextInt(3000)];
            random.nextBytes(bytes);
            reasonAfter(false, bytes, it -> it);
        }
    }

    @Test
    void connectingToSomebodyWhoSaysNothingFailsInTime() throws Exception {
        try (var silent = new ServerSocket(0); var node = Node.start()) {
            var thrown = assertThrows(NetException.ConnectFailed.class, () -> node.connect(
                    "tcp://127.0.0.1:" + silent.getLocalPort() + "/msgpack",
                    Duration.ofMillis(50)));
            assertTrue(thrown.getMessage().contains("no hello within"), thrown.getMessage());
        }
    }

    @Test
    void connectingWhereNobodyListensNamesTheAddress() throws Exception {
        int port;
        try (var taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        try (var node = Node.start()) {
            var thrown = assertThrows(NetException.ConnectFailed.class,
                    () -> node.connect("tcp://127.0.0.1:" + port + "/msgpack"));
            assertTrue(thrown.getMessage().contains("127.0.0.1:" + port), thrown.getMessage());
        }
    }

    @Test
    void aPeerOfAnotherProtocolIsRefusedWithBothNames() throws Exception {
        try (var pair = Pair.over(Pair.TCP, (pipe, channel) -> {})) {
            var thrown = assertThrows(NetException.ConnectFailed.class, () -> pair.client.connect(
                    "tcp://127.0.0.1:" + pair.listener.port() + "/bytes"));
            assertTrue(thrown.getMessage().contains("msgpack")
                    && thrown.getMessage().contains("bytes"), thrown.getMessage());
        }
    }

    @Test
    void whoConnectsAndSaysNothingIsCutAtTheHandshakesDeadline() throws Exception {
        try (var node = Node.start("victim")) {
            var listener = node.bind(Pair.TCP).handshakeTimeout(Duration.ofMillis(50))
                    .onAccepted((pipe, channel) -> {}).listen();
            try (var socket = new Socket("127.0.0.1", listener.port())) {
                assertTrue(socket.getInputStream().readAllBytes().length > 0, "our hello");
            }
        }
    }

    @Test
    void oneMorePipeThanAllowedIsRefusedAndOneLessMakesRoom() throws Exception {
        try (var pair = Pair.with(Pair.TCP,
                it -> it.maxPipes(1).onAccepted((pipe, channel) -> {}), it -> it)) {
            assertThrows(NetException.ConnectFailed.class,
                    () -> pair.client.connect(pair.address()));
            pair.pipe.close();
            Pipe second = null;
            while (second == null) { // the listener hears of the end a moment after us
                try {
                    second = pair.client.connect(pair.address());
                } catch (NetException.ConnectFailed e) {
                    Thread.onSpinWait();
                }
            }
            second.open("room again");
        }
    }

    @Test
    void aSilentPeerIsGivenUp() throws Exception {
        var lost = new LinkedBlockingQueue<CloseReason>();
        try (var node = Node.start("victim")) {
            var listener = node.bind(Pair.TCP).onAccepted((pipe, channel) -> {})
                    .heartbeat(Duration.ofMillis(20), Duration.ofMillis(60))
                    .onClose(lost::add).listen();
            try (var socket = new Socket("127.0.0.1", listener.port())) {
                socket.getOutputStream().write(hello());
                var reason = assertInstanceOf(CloseReason.HeartbeatLost.class, lost.take());
                assertEquals(Duration.ofMillis(60), reason.timeout());
            }
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (var taken = new ServerSocket(0); var node = Node.start()) {
            var thrown = assertThrows(NetException.ListenFailed.class, () -> node.listen(
                    "tcp://127.0.0.1:" + taken.getLocalPort() + "/msgpack", (pipe, channel) -> {}));
            assertTrue(thrown.getMessage().contains("" + taken.getLocalPort()),
                    thrown.getMessage());
        }
    }
}
