package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SinkBoundsTest {

    record Post(int n) {}

    record Chat(int n) {}

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aFullSinkStopsTheSendersByTheirCreditAndAllGoOnWhenItIsEmptied(String endpoint)
            throws Exception {
        var sink = new CompletableFuture<Sink>();
        try (var pair = Pair.with(endpoint, it -> it.window(1 << 20, 8)
                .onAccepted((pipe, channel) -> sink.get().attach(channel)), it -> it)) {
            sink.complete(pair.server.sink("small", 4, Sink.Overflow.BLOCK));
            for (var i = 0; i < 6; i++) {
                var channel = pair.pipe.open("c" + i);
                pair.client.run("sender", () -> {
                    for (var n = 0; n < 100; n++) {
                        channel.send(new Post(n));
                    }
                });
            }
            var last = pair.pipe.open("last");
            while (last.trySend(new Post(0))) {
                Thread.yield(); // until there is no credit, since nobody takes anything
            }
            var got = 0;
            while (got < 606) {
                sink.get().receive();
                got++;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void droppingSinksKeepTheOldestOrTheNewest(String endpoint) throws Exception {
        var sinks = new LinkedBlockingQueue<Sink>();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> {
            sinks.take().attach(channel, message -> message.is(Post.class));
            channel.on(Chat.class, channel::send);
        })) {
            for (var overflow : List.of(Sink.Overflow.DROP_OLDEST, Sink.Overflow.DROP_NEWEST)) {
                var sink = pair.server.sink("small", 3, overflow);
                sinks.add(sink);
                var channel = pair.pipe.open("c");
                for (var i = 0; i < 1000; i++) { // more than the credit, which comes back
                    channel.send(new Post(i));
                }
                channel.send(new Chat(0));
                channel.receive(Chat.class);
                assertTrue(sink.describe().contains("3/3, 997 dropped"), sink.describe());
                var first = overflow == Sink.Overflow.DROP_OLDEST ? 997 : 0;
                for (var i = 0; i < 3; i++) {
                    assertEquals(first + i, sink.receive().as(Post.class).n());
                }
                assertEquals(Optional.empty(), sink.receive(Duration.ZERO));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aSinkMayCloseTheSenderThatIsTooFast(String endpoint) throws Exception {
        var sink = new CompletableFuture<Sink>();
        var reasons = new LinkedBlockingQueue<CloseReason>();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> {
            channel.onClose(reasons::add);
            sink.get().attach(channel);
        })) {
            sink.complete(pair.server.sink("small", 2, Sink.Overflow.CLOSE_SENDER));
            var fast = pair.pipe.open("fast");
            for (var i = 0; i < 3; i++) {
                fast.send(new Post(i));
            }
            assertEquals(new CloseReason.LimitExceeded("capacity of sink small", 3, 2),
                    reasons.take());
            var thrown = assertThrows(NetException.Closed.class, fast::receive);
            assertEquals(new CloseReason.ClosedByPeer("it sends faster than is taken"),
                    thrown.reason());
            sink.get().receive();
            sink.get().receive();
            pair.pipe.open("good").send(new Post(7));
            assertEquals(7, sink.get().receive().as(Post.class).n());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void whatArrivedBeforeThePeerClosedStillReachesAFullSink(String endpoint) throws Exception {
        var sink = new CompletableFuture<Sink>();
        var ended = new CountDownLatch(1);
        try (var pair = Pair.over(endpoint, (pipe, channel) -> {
            sink.get().attach(channel);
            channel.onClose(reason -> ended.countDown());
        })) {
            sink.complete(pair.server.sink("small", 1, Sink.Overflow.BLOCK));
            var channel = pair.pipe.open("last words");
            for (var i = 0; i < 20; i++) {
                channel.send(new Post(i));
            }
            channel.close();
            for (var i = 0; i < 20; i++) {
                assertEquals(i, sink.get().receive().as(Post.class).n());
            }
            ended.await();
            assertTrue(sink.get().describe().startsWith("sink small[0 channels"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void closingASinkWakesItsReceiversAndItsChannelsGoOnWithoutIt(String endpoint)
            throws Exception {
        var there = new CompletableFuture<Channel>();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> there.complete(channel))) {
            var sink = pair.server.sink("small", 1, Sink.Overflow.BLOCK);
            var channel = pair.pipe.open("c");
            sink.attach(there.get());
            channel.send(new Post(0));
            channel.send(new Post(1));
            while (!sink.describe().contains("1/1")) {
                Thread.yield();
            }
            sink.close();
            sink.close();
            assertEquals(Task.State.DONE, sink.state());
            assertEquals(1, there.get().receive(Post.class).n());
            assertThrows(NetException.Closed.class, sink::receive);
            assertThrows(NetException.Closed.class, () -> sink.attach(there.get()));
            sink.detach(there.get());

            var waiting = pair.server.sink("waiting");
            var outcome = new CompletableFuture<Throwable>();
            pair.server.run("receiver", () -> outcome.complete(
                    assertThrows(NetException.Closed.class, waiting::receive)));
            waiting.close();
            outcome.get();
        }
    }

    @Test
    void stylesCantBeMixedAndCapacitiesArePositive() throws Exception {
        try (var node = Node.start()) {
            var sink = node.sink("feed");
            sink.receive(Duration.ZERO);
            assertThrows(IllegalStateException.class, () -> sink.onOther((message, from) -> {}));
            assertThrows(IllegalArgumentException.class,
                    () -> node.sink("none", 0, Sink.Overflow.BLOCK));
        }
    }
}
