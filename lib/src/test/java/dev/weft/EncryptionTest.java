package dev.weft;

import static dev.weft.Channel.Algorithm.AES_256_GCM;
import static dev.weft.Channel.Algorithm.CHACHA20_POLY1305;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.Channel.Algorithm;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted channels between two nodes. */
@Timeout(60)
class EncryptionTest {

    private static final SecretKey KEY = key(1);
    private static final SecretKey OTHER_KEY = key(2);

    record Ask(int n) {}

    private final LinkedBlockingQueue<CloseReason> reasons = new LinkedBlockingQueue<>();

    private static SecretKey key(int seed) {
        var bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return new SecretKeySpec(bytes, "AES");
    }

    /** A listener whose channels send back what they get. */
    private Pair echo(String endpoint, Handler<Channel> setup) throws InterruptedException {
        return Pair.over(endpoint, (pipe, channel) -> {
            channel.onClose(reasons::add);
            setup.handle(channel);
            channel.on(byte[].class, channel::send).serve(Ask.class, ask -> new Ask(ask.n() + 1));
        });
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void messagesOfAllSizesAndRequestsGoBothWays(Algorithm algorithm) throws Exception {
        try (var pair = echo(Pair.TCP, it -> it.encrypt(KEY, algorithm))) {
            var channel = pair.pipe.open("vault", it -> it.encrypt(KEY, algorithm));
            var random = new Random(3);
            for (var size : new int[] {0, 1, 1_000, 16_384, 16_385, 40_000, 900_000}) {
                var bytes = new byte[size];
                random.nextBytes(bytes);
                channel.send(bytes);
                assertArrayEquals(bytes, channel.receive(byte[].class));
                assertEquals(new Ask(size + 1),
                        channel.request(new Ask(size), Ask.class, Duration.ofSeconds(30)));
            }
            channel.close();
            assertEquals(new CloseReason.ClosedByPeer(""), reasons.take());
        }
    }

    @Test
    void manySendersOfOneChannelStayInStep() throws Exception {
        var senders = 6;
        var each = 200;
        var got = new CountDownLatch(senders * each);
        try (var pair = Pair.over(Pair.TCP, (pipe, channel) -> channel.encrypt(KEY, AES_256_GCM)
                .on(byte[].class, bytes -> got.countDown()).onClose(reasons::add))) {
            var channel = pair.pipe.open("vault", it -> it.encrypt(KEY, AES_256_GCM));
            for (var i = 0; i < senders; i++) {
                var size = 100 + 7_000 * i;
                pair.client.run("sender " + i, () -> {
                    for (var n = 0; n < each; n++) {
                        channel.send(new byte[size]);
                    }
                });
                pair.client.run("trier " + i, () -> {
                    for (var n = 0; n < each; n++) {
                        channel.trySend("key", new byte[size]);
                    }
                });
            }
            got.await();
            pair.pipe.close();
            assertEquals(new CloseReason.ClosedByPeer(""), reasons.take());
        }
    }

    @Test
    void otherChannelsOfThePipeStayAsTheyAre() throws Exception {
        try (var pair = Pair.over(Pair.TCP, (pipe, channel) -> {
            if (channel.name().equals("vault")) {
                channel.encrypt(KEY, CHACHA20_POLY1305);
            }
            channel.on(byte[].class, channel::send);
        })) {
            var open = pair.pipe.open("open");
            var vault = pair.pipe.open("vault", it -> it.encrypt(KEY, CHACHA20_POLY1305));
            for (var channel : new Channel[] {vault, open, vault}) {
                channel.send(new byte[100]);
                assertEquals(100, channel.receive(byte[].class).length);
            }
        }
    }

    private void assertMismatch(Channel channel, String text) throws Exception {
        var here = assertThrows(NetException.Closed.class, channel::receive).reason();
        for (var reason : new CloseReason[] {here, reasons.take()}) {
            var detail = assertInstanceOf(CloseReason.ProtocolViolated.class, reason).detail();
            assertTrue(detail.contains("key mismatch: " + text), detail);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void differentKeysEndTheChannelOnBothSidesAndNoOther(String endpoint) throws Exception {
        try (var pair = echo(endpoint, it -> it.encrypt(KEY, AES_256_GCM))) {
            var channel = pair.pipe.open("vault", it -> it.encrypt(OTHER_KEY, AES_256_GCM));
            assertMismatch(channel, "the two sides have different keys");
            var good = pair.pipe.open("vault", it -> it.encrypt(KEY, AES_256_GCM));
            good.send(new byte[5]);
            assertEquals(5, good.receive(byte[].class).length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void differentAlgorithmsEndTheChannelOnBothSides(String endpoint) throws Exception {
        try (var pair = echo(endpoint, it -> it.encrypt(KEY, AES_256_GCM))) {
            assertMismatch(pair.pipe.open("vault", it -> it.encrypt(KEY, CHACHA20_POLY1305)),
                    "one side has algorithm ");
        }
    }

    @ParameterizedTest
    @CsvSource({Pair.TCP + ",false", Pair.TCP + ",true", Pair.LOCAL + ",false",
        Pair.LOCAL + ",true"})
    void encryptingOnOneSideOnlyEndsTheChannelOnBoth(String endpoint, boolean here)
            throws Exception {
        try (var pair = echo(endpoint, it -> {
            if (!here) {
                it.encrypt(KEY, AES_256_GCM);
            }
        })) {
            var channel = pair.pipe.open("vault", it -> {
                if (here) {
                    it.encrypt(KEY, AES_256_GCM);
                }
            });
            assertMismatch(channel, "");
        }
    }

    @Test
    void whoReceivesInsideItsAcceptHandlerMustHaveEncryptedBefore() throws Exception {
        try (var pair = Pair.over(Pair.TCP, (pipe, channel) -> {
            channel.onClose(reasons::add);
            channel.receive();
        })) {
            assertMismatch(
                    pair.pipe.open("vault", it -> it.encrypt(KEY, AES_256_GCM)), "the peer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void encryptComesOnceAndBeforeTheFirstMessage(String endpoint) throws Exception {
        try (var pair = echo(endpoint, it -> { })) {
            var used = pair.pipe.open("used");
            assertThrows(IllegalStateException.class, () -> used.encrypt(KEY, AES_256_GCM));
            pair.pipe.open("sent", it -> {
                it.send(new byte[1]);
                assertThrows(IllegalStateException.class, () -> it.encrypt(KEY, AES_256_GCM));
            });
            pair.pipe.open("twice", it -> {
                it.encrypt(KEY, AES_256_GCM);
                assertThrows(IllegalStateException.class, () -> it.encrypt(KEY, AES_256_GCM));
            });
        }
    }

    @Test
    void aShortKeyIsRefused() throws Exception {
        try (var pair = echo(Pair.TCP, it -> { })) {
            pair.pipe.open("weak", it -> {
                var thrown = assertThrows(IllegalArgumentException.class, () -> it.encrypt(
                        new SecretKeySpec(new byte[16], "AES"), AES_256_GCM));
                assertTrue(thrown.getMessage().contains("32 bytes or more"), thrown.getMessage());
            });
        }
    }

    @Test
    void aPipeThatIsDestroyedIsNoEndThatThePeerMade() throws Exception {
        try (var pair = echo(Pair.TCP, it -> it.encrypt(KEY, AES_256_GCM))) {
            var channel = pair.pipe.open("vault", it -> it.encrypt(KEY, AES_256_GCM));
            channel.send(new byte[1]);
            channel.receive();
            pair.server.close();
            assertEquals(new CloseReason.ClosedHere(), reasons.take());
            var here = assertThrows(NetException.Closed.class, channel::receive).reason();
            assertEquals(new CloseReason.ClosedByPeer(""), here);
        }
    }
}
