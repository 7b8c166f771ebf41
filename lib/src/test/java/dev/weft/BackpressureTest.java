package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class BackpressureTest {

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void trySendSaysNoWithoutCreditAndSendBlocksUntilThePeerTakes(String endpoint)
            throws Exception {
        var accepted = new CompletableFuture<Channel>();
        try (var pair = Pair.with(endpoint, it -> it.window(1 << 20, 8)
                .onAccepted((pipe, channel) -> accepted.complete(channel)), it -> it)) {
            var channel = pair.pipe.open("bounded");
            var taken = 0;
            while (channel.trySend("m" + taken)) {
                taken++;
            }
            assertEquals(8, taken);
            var sent = new CompletableFuture<Void>();
            pair.client.run("sender", () -> {
                channel.send("m8");
                sent.complete(null);
            });
            assertFalse(sent.isDone());
            for (var i = 0; i < 9; i++) {
                assertEquals("m" + i, accepted.get().receive(String.class));
            }
            sent.get();
        }
    }

    @Test
    void aStuckConsumerStopsItsOwnChannelAndNoOther() throws Exception {
        var go = new CountDownLatch(1);
        var handled = new AtomicInteger();
        try (var pair = Pair.with(Pair.TCP, it -> it
                .onAccepted("stuck", (pipe, channel) -> channel.on(byte[].class, bytes -> {
                    go.await();
                    handled.incrementAndGet();
                }))
                .onAccepted("echo", (pipe, channel) -> channel.on(String.class, channel::send)),
                it -> it)) {
            var stuck = pair.pipe.open("stuck");
            var echo = pair.pipe.open("echo");
            var sent = new AtomicInteger();
            var done = new CountDownLatch(1);
            pair.client.run("sender", () -> {
                while (sent.get() < 100) {
                    stuck.send(new byte[10_000]);
                    sent.incrementAndGet();
                }
                done.countDown();
            });
            for (var i = 0; i < 100; i++) {
                echo.send("still " + i);
                assertEquals("still " + i, echo.receive(String.class));
                assertTrue(sent.get() <= 27, "256 KiB of credit took " + sent);
            }
            assertEquals(0, handled.get());
            go.countDown();
            done.await();
            assertEquals(100, sent.get());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aBlockedSenderLearnsThatTheChannelEnded(String endpoint) throws Exception {
        var accepted = new CompletableFuture<Channel>();
        try (var pair = Pair.with(endpoint, it -> it.window(1 << 20, 4)
                .onAccepted((pipe, channel) -> accepted.complete(channel)), it -> it)) {
            var channel = pair.pipe.open("bounded");
            var outcome = new CompletableFuture<Throwable>();
            pair.client.run("sender", () -> {
                try {
                    while (true) {
                        channel.send("more");
                    }
                } catch (NetException.Closed e) {
                    outcome.complete(e);
                }
            });
            accepted.get().close();
            assertInstanceOf(NetException.Closed.class, outcome.get());
        }
    }

    @Test
    void anInterruptCancelsABlockedSendAndTheChannelStaysUsable() throws Exception {
        var accepted = new CompletableFuture<Channel>();
        try (var pair = Pair.with(Pair.TCP, it -> it.window(1 << 20, 1)
                .onAccepted((pipe, channel) -> accepted.complete(channel)), it -> it)) {
            var channel = pair.pipe.open("bounded");
            channel.send("one");
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> channel.send("cancelled"));
            assertEquals("one", accepted.get().receive(String.class));
            channel.send("two");
            assertEquals("two", accepted.get().receive(String.class));
        }
    }
}
