package dev.weft.transport;

import static dev.weft.transport.TcpFixture.LONG;
import static dev.weft.transport.TcpFixture.bytes;
import static dev.weft.transport.TcpFixture.read;
import static dev.weft.transport.TcpFixture.running;
import static dev.weft.transport.TcpFixture.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connecting, listening, many links at once, and the end of the poller. */
@Timeout(60)
class TcpNetworkTest {

    private TcpFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new TcpFixture();
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void aRefusedConnectNamesHostAndPort() throws Exception {
        fixture.listener.close();
        var port = fixture.listener.port();
        var failure = assertThrows(ConnectException.class,
                () -> fixture.network.connect("127.0.0.1", port, Map.of(), LONG));
        assertEquals("connect to 127.0.0.1:" + port + ": connection refused", failure.getMessage());
    }

    @Test
    void aConnectByNameTriesItsAddresses() throws Exception {
        try (var link = fixture.network.connect("localhost", fixture.listener.port(), Map.of(),
                LONG)) {
            assertEquals("127.0.0.1:" + fixture.listener.port(), link.remote());
        }
    }

    @Test
    void aHostThatIsNoneIsUnknown() {
        var failure = assertThrows(UnknownHostException.class,
                () -> fixture.network.connect("no such host", 7, Map.of(), LONG));
        assertEquals("connect to no such host:7: unknown host", failure.getMessage());
    }

    @Test
    void aConnectThatNobodyAnswersTimesOut() throws Exception {
        try (var deaf = new Deaf()) {
            var failure = assertThrows(SocketTimeoutException.class, () -> fixture.network.connect(
                    "127.0.0.1", deaf.port, Map.of(), Duration.ofMillis(50)));
            assertTrue(failure.getMessage().startsWith("connect to 127.0.0.1:" + deaf.port),
                    failure::toString);
        }
    }

    @Test
    void anInterruptEndsAConnect() throws Exception {
        try (var deaf = new Deaf()) {
            var connect = running(() -> assertThrows(InterruptedException.class, () ->
                    fixture.network.connect("127.0.0.1", deaf.port, Map.of(), LONG))).parked();
            connect.thread.interrupt();
            connect.result();
            assertFalse(connect.thread.isInterrupted());
        }
    }

    @Test
    void aThreadThatIsInterruptedAlreadyDoesNotConnect() throws Exception {
        var connect = running(() -> {
            Thread.currentThread().interrupt();
            return assertThrows(InterruptedException.class, () -> fixture.network.connect(
                    "127.0.0.1", fixture.listener.port(), Map.of(), LONG));
        });
        connect.result();
    }

    @Test
    void aPortInUseIsNamed() {
        var port = fixture.listener.port();
        var failure = assertThrows(BindException.class,
                () -> fixture.network.listen("127.0.0.1", port, Map.of()));
        assertEquals("listen at 127.0.0.1:" + port + ": address in use", failure.getMessage());
    }

    @Test
    void aPortIsFreeAgainAfterClose() throws Exception {
        var ends = fixture.connected();
        fixture.listener.close();
        ends.server().close();
        fixture.network.listen("127.0.0.1", fixture.listener.port(), Map.of()).close();
    }

    @Test
    void listeningAtAnUnknownHostSaysSo() {
        assertThrows(UnknownHostException.class,
                () -> fixture.network.listen("no such host", 0, Map.of()));
    }

    @Test
    void optionsOfAListenerReachItsLinksAndWrongOnesAreRefusedAtOnce() throws Exception {
        var options = Map.<java.net.SocketOption<?>, Object>of(
                StandardSocketOptions.SO_RCVBUF, 65_536, StandardSocketOptions.TCP_NODELAY, false);
        try (var listener = fixture.network.listen("127.0.0.1", 0, options);
                var client = fixture.network.connect("127.0.0.1", listener.port(), Map.of(), LONG);
                var server = listener.accept()) {
            write(server, bytes("x"));
            assertEquals("x", read(client, 1));
        }
        var failure = assertThrows(IOException.class, () -> fixture.network.listen("127.0.0.1", 0,
                Map.of(StandardSocketOptions.IP_MULTICAST_TTL, 1)));
        assertTrue(failure.getMessage().contains("IP_MULTICAST_TTL"), failure::toString);
    }

    @Test
    void closingAListenerWakesAcceptAndLeavesItsLinks() throws Exception {
        var ends = fixture.connected();
        var accept = running(() ->
                assertThrows(IOException.class, () -> fixture.listener.accept())).parked();
        fixture.listener.close();
        fixture.listener.close();
        assertTrue(accept.result().getMessage().endsWith(": closed"), accept.result()::toString);
        write(ends.client(), bytes("still"));
        assertEquals("still", read(ends.server(), 5));
    }

    @Test
    void twoHundredLinksEchoAtOnceAndThePollerEndsWithThem() throws Exception {
        var links = new ArrayList<TcpFixture.Ends>();
        for (var i = 0; i < 200; i++) {
            links.add(fixture.connected());
        }
        var echoes = new ArrayList<TcpFixture.Running<String>>();
        var turns = new ArrayList<TcpFixture.Running<String>>();
        for (var ends : links) {
            echoes.add(running(() -> echo(ends.server())));
            turns.add(running(() -> turns(ends.client())));
        }
        for (var turn : turns) {
            assertEquals("done", turn.result());
        }
        for (var echo : echoes) {
            assertEquals("ended", echo.result());
        }
        var pollers = pollers();
        assertFalse(pollers.isEmpty(), "somebody waited");
        for (var ends : links) {
            ends.server().close();
        }
        for (var poller : pollers) {
            assertTrue(poller.isDaemon());
            poller.join();
        }
    }

    @Test
    void aNewPollerServesLinksAfterTheFirstOneEnded() throws Exception {
        for (var round = 0; round < 2; round++) {
            var ends = fixture.connected();
            var reader = running(() -> read(ends.server(), 2)).parked();
            write(ends.client(), bytes("ok"));
            assertEquals("ok", reader.result());
            ends.client().close();
            ends.server().close();
            for (var poller : pollers()) {
                poller.join();
            }
        }
    }

    private static String echo(Link link) throws IOException {
        var buffer = ByteBuffer.allocateDirect(64);
        while (link.read(buffer.clear()) >= 0) {
            write(link, buffer.flip());
        }
        return "ended";
    }

    private static String turns(Link link) throws IOException {
        for (var i = 0; i < 50; i++) {
            write(link, bytes("turn " + (10 + i)));
            assertEquals("turn " + (10 + i), read(link, 7));
        }
        link.close();
        return "done";
    }

    private static List<Thread> pollers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("weft-poller"))
                .toList();
    }

    /** Listens and never accepts, with its queue full: new connects get no answer. */
    private final class Deaf implements AutoCloseable {

        final int port;
        private final ServerSocketChannel server = ServerSocketChannel.open();
        private final List<Link> waiting = new ArrayList<>();

        Deaf() throws Exception {
            server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1);
            port = server.socket().getLocalPort();
            try {
                while (true) {
                    waiting.add(fixture.network.connect("127.0.0.1", port, Map.of(),
                            Duration.ofMillis(200)));
                }
            } catch (SocketTimeoutException e) {
                // Full.
            }
        }

        @Override
        public void close() throws IOException {
            waiting.forEach(Link::close);
            server.close();
        }
    }
}
