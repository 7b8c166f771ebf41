package dev.weft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.TestKeys.Identity;
import dev.weft.transport.Tls;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pipes over TLS: who is let in, and what is said to who is not. */
@Timeout(60)
class TlsTest {

    private static Identity good;
    private static Identity elsewhere;
    private static Identity expired;
    private static Identity user;
    private static SSLContext trusting;

    private Node server;
    private Node client;

    @BeforeAll
    static void makeKeys() throws Exception {
        good = TestKeys.here("good");
        user = TestKeys.here("user");
        elsewhere = TestKeys.signed("elsewhere", null, 7, TestKeys.dnsName("elsewhere.example"));
        var issuer = TestKeys.here("issuer");
        expired = TestKeys.signed("expired", issuer, -2, TestKeys.names());
        trusting = TestKeys.context(null, good, elsewhere, issuer);
    }

    @BeforeEach
    void start() {
        server = Node.start("server");
        client = Node.start("client");
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static void tls(Node node, SSLContext context, Consumer<SSLParameters> settings) {
        node.transports().add("tls", Tls.over(node.transports().find("tcp"), context, settings));
    }

    /** A listener with this key that sends back what it gets; gives its port. */
    private int echo(Identity own, Consumer<SSLParameters> settings) throws Exception {
        tls(server, TestKeys.context(own, user), settings);
        return server.listen("tls://127.0.0.1:0/msgpack",
                (pipe, channel) -> channel.on(byte[].class, channel::send)).port();
    }

    private Pipe connect(SSLContext context, int port) throws InterruptedException {
        tls(client, context, settings -> { });
        return client.connect("tls://127.0.0.1:" + port + "/msgpack");
    }

    private void assertRefused(String why, SSLContext context, int port) {
        var thrown = assertThrows(
                NetException.ConnectFailed.class, () -> connect(context, port));
        assertTrue(thrown.getMessage().contains(why), thrown.getMessage());
    }

    @Test
    void messagesOfAllSizesGoBothWays() throws Exception {
        var pipe = connect(trusting, echo(good, settings -> { }));
        var channel = pipe.open("echo");
        var random = new Random(1);
        for (var size : new int[] {0, 1, 100, 2_000, 16_384, 17_000, 100_000, 900_000}) {
            var bytes = new byte[size];
            random.nextBytes(bytes);
            channel.send(bytes);
            assertArrayEquals(bytes, channel.receive(byte[].class));
        }
        assertTrue(pipe.describe().startsWith("pipe[tls 127.0.0.1:"), pipe.describe());
    }

    @Test
    void manySendersAndAStuckReceiverLoseNothing() throws Exception {
        var pipe = connect(trusting, echo(good, settings -> { }));
        var done = new CountDownLatch(4);
        for (var i = 0; i < 4; i++) {
            var channel = pipe.open("echo " + i);
            client.run("sender " + i, () -> {
                for (var n = 0; n < 20; n++) {
                    channel.send(new byte[50_000 + n]);
                }
            });
            client.run("receiver " + i, () -> {
                for (var n = 0; n < 20; n++) {
                    assertEquals(50_000 + n, channel.receive(byte[].class).length);
                }
                done.countDown();
            });
        }
        done.await();
    }

    @Test
    void theSessionAndTheSocketCanBeLookedAt() throws Exception {
        var pipe = connect(trusting, echo(good, settings -> { }));
        var session = pipe.unwrap(SSLSession.class);
        assertEquals("TLSv1.3", session.getProtocol());
        var certificate = (X509Certificate) session.getPeerCertificates()[0];
        assertEquals("CN=good", certificate.getSubjectX500Principal().getName());
        pipe.option(StandardSocketOptions.SO_KEEPALIVE, true);
        assertTrue(pipe.unwrap(SocketChannel.class)
                .getOption(StandardSocketOptions.SO_KEEPALIVE));
    }

    @Test
    void theListenerSeesTheClientsCertificateWhereItAsksForOne() throws Exception {
        tls(server, TestKeys.context(good, user),
                settings -> settings.setNeedClientAuth(true));
        var names = new LinkedBlockingQueue<String>();
        var port = server.listen("tls://127.0.0.1:0/msgpack", (pipe, channel) -> names.add(
                pipe.unwrap(SSLSession.class).getPeerPrincipal().getName())).port();
        connect(TestKeys.context(user, good), port).open("who am I");
        assertEquals("CN=user", names.take());
    }

    @Test
    void aClientWithoutTheCertificateThatIsAskedForIsRefused() throws Exception {
        assertRefused("refused the TLS handshake", trusting,
                echo(good, settings -> settings.setNeedClientAuth(true)));
    }

    @Test
    void aCertificateOfNobodyTrustedIsRefused() throws Exception {
        assertRefused("no trusted issuer", TestKeys.context(null, user),
                echo(good, settings -> { }));
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        assertRefused("certificate has expired", trusting, echo(expired, settings -> { }));
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        assertRefused("does not fit 127.0.0.1", trusting, echo(elsewhere, settings -> { }));
    }

    @Test
    void aListenerWithoutAKeyFailsOnBothSides() throws Exception {
        assertRefused("refused the TLS handshake", trusting, echo(null, settings -> { }));
    }

    @Test
    void aListenerHearsWhyAHandshakeFailed() throws Exception {
        var failed = new LinkedBlockingQueue<String>();
        tls(server, TestKeys.context(good), settings -> { });
        var port = server.bind("tls://127.0.0.1:0/msgpack").onAccepted((pipe, channel) -> { })
                .onFailed(failure -> failed.add(failure.getMessage())).listen().port();
        assertRefused("no trusted issuer",
                TestKeys.context(null, user), port);
        var told = failed.take();
        assertTrue(told.contains("certificate_unknown"), told);
    }

    @Test
    void plainBytesAtATlsPortAreNamed() throws Exception {
        var failed = new LinkedBlockingQueue<String>();
        tls(server, TestKeys.context(good), settings -> { });
        var port = server.bind("tls://127.0.0.1:0/msgpack").onAccepted((pipe, channel) -> { })
                .onFailed(failure -> failed.add(failure.getMessage())).listen().port();
        var thrown = assertThrows(NetException.ConnectFailed.class,
                () -> client.connect("tcp://127.0.0.1:" + port + "/msgpack"));
        assertTrue(thrown.getMessage().contains("TLS"), thrown.getMessage());
        assertTrue(failed.take().contains("does not speak TLS"));
    }

    @Test
    void tlsAtAPlainPortIsNamed() throws Exception {
        var failed = new LinkedBlockingQueue<String>();
        var port = server.bind(Pair.TCP).onAccepted((pipe, channel) -> { })
                .onFailed(failure -> failed.add(failure.getMessage())).listen().port();
        assertRefused("does not speak TLS", trusting, port);
        var told = failed.take();
        assertTrue(told.contains("TLS"), told);
    }

    @Test
    void whoStopsInTheHandshakeIsCutAtItsDeadline() throws Exception {
        tls(server, TestKeys.context(good), settings -> { });
        var port = server.bind("tls://127.0.0.1:0/msgpack").onAccepted((pipe, channel) -> { })
                .handshakeTimeout(Duration.ofMillis(50)).listen().port();
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(new byte[] {22, 3, 1});
            assertEquals(0, socket.getInputStream().readAllBytes().length);
        }
    }

    @Test
    void aPeerThatVanishesIsATransportFailureAndOneThatClosesIsNot() throws Exception {
        var reasons = new LinkedBlockingQueue<CloseReason>();
        tls(server, TestKeys.context(good), settings -> { });
        var port = server.bind("tls://127.0.0.1:0/msgpack").onAccepted((pipe, channel) -> { })
                .onClose(reasons::add).listen().port();
        connect(trusting, port).close();
        assertInstanceOf(CloseReason.ClosedByPeer.class, reasons.take());
        var pipe = client.connect("tls://127.0.0.1:" + port + "/msgpack");
        pipe.open("here"); // so the hello of this side has arrived, which destroy may drop
        pipe.destroy();
        assertInstanceOf(CloseReason.TransportFailed.class, reasons.take());
    }
}
