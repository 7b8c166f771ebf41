package dev.weft.transport;

import static dev.weft.transport.TcpFixture.bytes;
import static dev.weft.transport.TcpFixture.read;
import static dev.weft.transport.TcpFixture.running;
import static dev.weft.transport.TcpFixture.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.TestKeys;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One TLS connection, with the JDK's own sockets at the other end where that shows more. */
@Timeout(60)
class TlsLinkTest {

    private final TcpNetwork tcp = new TcpNetwork();
    private SSLContext context;
    private Link.Listener listener;

    @BeforeEach
    void listen() throws Exception {
        var here = TestKeys.here("here");
        context = TestKeys.context(here, here);
        listener = Tls.over(new Narrow(tcp), context).listen("127.0.0.1", 0, Map.of());
    }

    @AfterEach
    void close() {
        listener.close();
    }

    /** Takes seven bytes at a time, and every other time none. */
    private record Narrow(Network wide) implements Network {
        @Override
        public Link connect(String host, int port, Map<SocketOption<?>, Object> options,
                Duration timeout) throws IOException, InterruptedException {
            return new NarrowLink(wide.connect(host, port, options, timeout));
        }

        @Override
        public Link.Listener listen(String host, int port, Map<SocketOption<?>, Object> options)
                throws IOException {
            var listening = wide.listen(host, port, options);
            return new Link.Listener() {
                @Override
                public Link accept() throws IOException {
                    return new NarrowLink(listening.accept());
                }

                @Override
                public int port() {
                    return listening.port();
                }

                @Override
                public void close() {
                    listening.close();
                }
            };
        }
    }

    private static final class NarrowLink implements Link {
        private final Link link;
        private boolean full;

        private NarrowLink(Link link) {
            this.link = link;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            var part = into.duplicate().limit(Math.min(into.limit(), into.position() + 5));
            var count = link.read(part);
            into.position(part.position());
            return count;
        }

        @Override
        public int tryWrite(ByteBuffer from) throws IOException {
            full = !full;
            if (full) {
                return 0;
            }
            var part = from.duplicate().limit(Math.min(from.limit(), from.position() + 7));
            var count = link.tryWrite(part);
            from.position(part.position());
            return count;
        }

        @Override
        public void awaitWritable() throws IOException {
            link.awaitWritable();
        }

        @Override
        public <T> void option(SocketOption<T> option, T value) throws IOException {
            link.option(option, value);
        }

        @Override
        public String local() {
            return link.local();
        }

        @Override
        public String remote() {
            return link.remote();
        }

        @Override
        public void close() {
            link.close();
        }
    }

    /** The JDK's client on this connection, after the handshake, which our end makes by reading. */
    private SSLSocket jdk(Socket under) throws IOException {
        under.setSoTimeout(30_000); // an interrupt does not wake it
        var socket = (SSLSocket) context.getSocketFactory()
                .createSocket(under, "127.0.0.1", listener.port(), true);
        socket.startHandshake();
        return socket;
    }

    @Test
    void recordsThatTheLinkTakesInPiecesArriveWhole() throws Exception {
        var text = "0123456789abcdef".repeat(3000);
        var client = Tls.over(new Narrow(tcp), context)
                .connect("127.0.0.1", listener.port(), Map.of(), Duration.ofSeconds(10));
        var server = listener.accept();
        var echo = running(() -> {
            write(server, bytes(read(server, text.length())));
            return null;
        });
        var writer = running(() -> {
            write(client, bytes(text));
            return null;
        });
        assertEquals(text, read(client, text.length()));
        writer.result();
        echo.result();
        client.close();
        server.close();
    }

    @Test
    void newKeysInTheMidstOfItChangeNothing() throws Exception {
        try (var socket = new Socket("127.0.0.1", listener.port());
                var server = listener.accept()) {
            var echo = running(() -> {
                for (var i = 0; i < 30; i++) {
                    write(server, bytes(read(server, 4)));
                }
                return null;
            });
            var client = jdk(socket);
            for (var i = 0; i < 30; i++) {
                if (i % 10 == 5) {
                    client.startHandshake(); // in TLS 1.3 a key update that wants another back
                }
                client.getOutputStream().write(("no" + (10 + i)).getBytes());
                assertEquals("no" + (10 + i), new String(client.getInputStream().readNBytes(4)));
            }
            echo.result();
        }
    }

    @Test
    void thePeersCloseNotifyEndsTheReadingAndLeavesTheWriting() throws Exception {
        try (var socket = new Socket("127.0.0.1", listener.port())) {
            var server = listener.accept();
            var reader = running(() -> {
                assertEquals("ask", read(server, 3));
                assertEquals(-1, server.read(ByteBuffer.allocate(1)));
                assertEquals(-1, server.read(ByteBuffer.allocate(1)));
                write(server, bytes("answer"));
                server.close();
                return null;
            });
            var client = jdk(socket);
            client.getOutputStream().write("ask".getBytes());
            client.shutdownOutput();
            assertEquals("answer", new String(client.getInputStream().readAllBytes()));
            reader.result();
        }
    }

    @Test
    void anEndWithoutCloseNotifyIsAnError() throws Exception {
        try (var socket = new Socket("127.0.0.1", listener.port());
                var server = listener.accept()) {
            var reader = running(() -> {
                assertEquals("half a", read(server, 6));
                return assertThrows(IOException.class, () -> server.read(ByteBuffer.allocate(1)));
            });
            jdk(socket).getOutputStream().write("half a".getBytes());
            socket.shutdownOutput();
            assertTrue(reader.result().getMessage().contains("without close_notify"));
        }
    }

    @Test
    void nothingIsTakenBeforeTheHandshakeAndCloseWakesWhoWaitsForIt() throws Exception {
        try (var socket = new Socket("127.0.0.1", listener.port())) {
            var server = listener.accept();
            assertEquals(0, server.tryWrite(bytes("early")));
            var writer = running(() -> {
                Thread.currentThread().interrupt();
                assertThrows(IOException.class, server::awaitWritable);
                return Thread.currentThread().isInterrupted();
            });
            server.close();
            assertTrue(writer.result());
            assertTrue(socket.isConnected());
        }
    }
}
