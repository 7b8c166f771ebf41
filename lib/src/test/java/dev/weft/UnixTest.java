package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pipes over Unix-domain sockets, and the files that these leave or do not leave. */
@Timeout(60)
class UnixTest {

    @TempDir
    private Path dir;

    private Path file() {
        return dir.resolve("lobby.sock");
    }

    private String endpoint() {
        return "unix://" + file() + "/msgpack";
    }

    /** As a process does that was killed. */
    private void leaveStale() throws IOException {
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(file()));
        }
        assertTrue(Files.exists(file()));
    }

    @Test
    void messagesGoBothWaysAndTheFileGoesWithTheListener() throws Exception {
        try (var pair = Pair.over(endpoint(),
                (pipe, channel) -> channel.on(byte[].class, channel::send))) {
            var large = new byte[500_000];
            var channel = pair.pipe.open("large");
            channel.send(large);
            assertEquals(large.length, channel.receive(byte[].class).length);
            assertTrue(pair.pipe.describe().contains("unix"), pair.pipe.describe());
            assertTrue(pair.listener.describe().contains(endpoint()), pair.listener.describe());
            assertTrue(Files.exists(file()));
            pair.listener.close();
            assertFalse(Files.exists(file()));
            channel.send(new byte[1]);
            assertEquals(1, channel.receive(byte[].class).length);
        }
    }

    @Test
    void aFileThatADeadProcessLeftIsReplaced() throws Exception {
        leaveStale();
        try (var pair = Pair.over(endpoint(), (pipe, channel) -> {})) {
            pair.pipe.open("alive");
        }
    }

    @Test
    void aFileAtWhichSomebodyAnswersStays() throws Exception {
        try (var pair = Pair.over(endpoint(), (pipe, channel) -> {});
                var second = Node.start("second")) {
            var thrown = assertThrows(NetException.ListenFailed.class,
                    () -> second.listen(endpoint(), (pipe, channel) -> {}));
            assertTrue(thrown.getMessage().contains("address in use"), thrown.getMessage());
            pair.client.connect(endpoint()).open("still there");
        }
    }

    @Test
    void aFileThatIsNoSocketStays() throws Exception {
        Files.writeString(file(), "precious");
        try (var node = Node.start()) {
            var thrown = assertThrows(NetException.ListenFailed.class,
                    () -> node.listen(endpoint(), (pipe, channel) -> {}));
            assertTrue(thrown.getMessage().contains("no socket"), thrown.getMessage());
        }
        assertEquals("precious", Files.readString(file()));
    }

    @Test
    void closingAListenerLeavesTheFileOfItsSuccessor() throws Exception {
        try (var node = Node.start(); var next = Node.start()) {
            var first = node.listen(endpoint(), (pipe, channel) -> {});
            Files.delete(file());
            next.listen(endpoint(), (pipe, channel) -> {});
            first.close();
            node.connect(endpoint()).open("the successor");
        }
    }

    @Test
    void whereNobodyListensConnectingFailsAtOnce() throws Exception {
        try (var node = Node.start()) {
            var absent = assertThrows(
                    NetException.ConnectFailed.class, () -> node.connect(endpoint()));
            assertTrue(absent.getMessage().contains("No such file"), absent.getMessage());
            leaveStale();
            var refused = assertThrows(
                    NetException.ConnectFailed.class, () -> node.connect(endpoint()));
            assertTrue(refused.getMessage().contains("nobody listens"), refused.getMessage());
        }
    }

    @Test
    void aFullBacklogIsWaitedForUntilTheTimeIsOver() throws Exception {
        try (var busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                var one = SocketChannel.open(StandardProtocolFamily.UNIX);
                var two = SocketChannel.open(StandardProtocolFamily.UNIX);
                var node = Node.start()) {
            busy.bind(UnixDomainSocketAddress.of(file()), 1);
            one.connect(UnixDomainSocketAddress.of(file()));
            two.connect(UnixDomainSocketAddress.of(file()));
            var thrown = assertThrows(NetException.ConnectFailed.class,
                    () -> node.connect(endpoint(), Duration.ofMillis(30)));
            assertTrue(thrown.getMessage().contains("for 30 ms"), thrown.getMessage());
        }
    }

    @Test
    void aPathTooLongSaysSo() throws Exception {
        var endpoint = "unix:///tmp/" + "x".repeat(200) + "/msgpack";
        try (var node = Node.start()) {
            for (var thrown : new NetException[] {
                assertThrows(NetException.ListenFailed.class,
                        () -> node.listen(endpoint, (pipe, channel) -> {})),
                assertThrows(NetException.ConnectFailed.class, () -> node.connect(endpoint))}) {
                assertTrue(thrown.getMessage().contains("205 characters"), thrown.getMessage());
            }
        }
    }

    @Test
    void anOptionOfTcpIsRefusedWithTheOnesThereAre() throws Exception {
        try (var pair = Pair.with(endpoint(), it -> it
                .option(StandardSocketOptions.SO_SNDBUF, 65536)
                .onAccepted((pipe, channel) -> {}), it -> it)) {
            var thrown = assertThrows(IllegalArgumentException.class,
                    () -> pair.pipe.option(StandardSocketOptions.TCP_NODELAY, true));
            assertTrue(thrown.getMessage().contains("transport unix has no option TCP_NODELAY;"
                    + " it takes ") && thrown.getMessage().contains("SO_SNDBUF"),
                    thrown.getMessage());
        }
    }
}
