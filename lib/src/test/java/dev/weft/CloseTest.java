package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class CloseTest {

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void whatWasSentBeforeTheCloseStillArrives(String endpoint) throws Exception {
        try (var pair = Pair.over(endpoint, (pipe, channel) -> {
            for (var i = 0; i < 100; i++) {
                channel.send("m" + i);
            }
            channel.close();
        })) {
            var channel = pair.pipe.open("last words");
            for (var i = 0; i < 100; i++) {
                assertEquals("m" + i, channel.receive(String.class));
            }
            var thrown = assertThrows(NetException.Closed.class, channel::receive);
            assertEquals(new CloseReason.ClosedByPeer(""), thrown.reason());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void bothSidesHearOfTheEndOnce(String endpoint) throws Exception {
        var events = new LinkedBlockingQueue<String>();
        try (var pair = Pair.with(endpoint,
                it -> it.onAccepted((pipe, channel) ->
                                channel.onClose(reason -> events.add("channel there " + reason)))
                        .onClose(reason -> events.add("close there " + reason))
                        .onDestroy(pipe -> events.add("destroy there")),
                it -> it.onConnected(pipe -> events.add("connected here"))
                        .onClose(reason -> events.add("close here " + reason))
                        .onDestroy(pipe -> events.add("destroy here")))) {
            assertEquals("connected here", events.take());
            pair.pipe.open("one").onClose(reason -> events.add("channel here " + reason));
            pair.pipe.close();
            pair.pipe.close();
            pair.pipe.destroy();
            var got = new java.util.TreeSet<String>();
            while (got.size() < 6) {
                got.add(events.take());
            }
            assertEquals(List.of("channel here ClosedHere[]",
                    "channel there ClosedByPeer[detail=]", "close here ClosedHere[]",
                    "close there ClosedByPeer[detail=]", "destroy here", "destroy there"),
                    List.copyOf(got));
            assertEquals(new CloseReason.ClosedHere(), pair.pipe.join());
        }
        assertEquals(List.of(), List.copyOf(events));
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aBlockedReceiverWakesWhenItsOwnSideCloses(String endpoint) throws Exception {
        try (var pair = Pair.over(endpoint, (pipe, channel) -> {})) {
            var channel = pair.pipe.open("waiting");
            var outcome = new CompletableFuture<CloseReason>();
            pair.client.run("receiver", () -> {
                try {
                    channel.receive();
                } catch (NetException.Closed e) {
                    outcome.complete(e.reason());
                }
            });
            channel.close();
            assertEquals(new CloseReason.ClosedHere(), outcome.get());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aHandlerMayCloseItsChannelItsPipeAndItsNode(String endpoint) throws Exception {
        for (var what : List.of("channel", "pipe", "node")) {
            var closed = new CompletableFuture<CloseReason>();
            try (var pair = Pair.over(endpoint, (pipe, channel) -> channel
                    .onClose(closed::complete)
                    .on(String.class, text -> {
                        switch (text) {
                            case "channel" -> channel.close();
                            case "pipe" -> pipe.close();
                            default -> pipe.node().close();
                        }
                    }))) {
                var channel = pair.pipe.open("suicidal");
                channel.send(what);
                assertEquals(new CloseReason.ClosedHere(), closed.get());
                assertThrows(NetException.Closed.class, channel::receive);
            }
        }
    }

    @Test
    void aPeerThatVanishesIsATransportFailure() throws Exception {
        var reason = new CompletableFuture<CloseReason>();
        try (var pair = Pair.with(Pair.TCP,
                it -> it.onAccepted((pipe, channel) -> {}).onClose(reason::complete), it -> it)) {
            pair.pipe.destroy();
            assertInstanceOf(CloseReason.TransportFailed.class, reason.get());
        }
    }

    @Test
    void closingUnderInterruptKeepsTheFlag() throws Exception {
        try (var pair = Pair.over(Pair.TCP, (pipe, channel) -> {})) {
            Thread.currentThread().interrupt();
            pair.pipe.close();
            assertTrue(Thread.interrupted());
            assertEquals(new CloseReason.ClosedHere(), pair.pipe.join());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void anEndedPipeOpensNothing(String endpoint) throws Exception {
        try (var pair = Pair.over(endpoint, (pipe, channel) -> {})) {
            pair.pipe.close();
            assertThrows(NetException.Closed.class, () -> pair.pipe.open("late"));
        }
    }

    @Test
    void aClosedNodeListensAndConnectsNoMore() throws Exception {
        var node = Node.start("gone");
        node.close();
        node.close();
        assertThrows(NetException.ListenFailed.class,
                () -> node.listen(Pair.TCP, (pipe, channel) -> {}));
        assertThrows(IllegalStateException.class, () -> node.run("late", () -> {}));
    }

    @Test
    void closingANodeInterruptsItsTasks() throws Exception {
        var interrupted = new CompletableFuture<Boolean>();
        try (var node = Node.start("busy")) {
            var started = new java.util.concurrent.CountDownLatch(1);
            node.run("sleeper", () -> {
                started.countDown();
                try {
                    Thread.sleep(java.time.Duration.ofDays(1));
                } catch (InterruptedException e) {
                    interrupted.complete(true);
                }
            });
            started.await();
        }
        assertTrue(interrupted.get());
    }
}
