package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
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
class SinkTest {

    record Post(int n) {}

    record Chat(int n) {}

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aSinkTakesAllMessagesOfItsChannelsInTheOrderOfEach(String endpoint) throws Exception {
        var sink = new CompletableFuture<Sink>();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> sink.get().attach(channel))) {
            sink.complete(pair.server.sink("feed"));
            var one = pair.pipe.open("one");
            var two = pair.pipe.open("two");
            pair.client.run("sender", () -> {
                for (var i = 0; i < 1000; i++) {
                    (i % 2 == 0 ? one : two).send(new Post(i));
                }
            });
            var last = new int[] {-2, -1};
            for (var i = 0; i < 1000; i++) {
                var message = sink.get().receive();
                var from = message.channel().name().equals("one") ? 0 : 1;
                assertEquals(last[from] + 2, message.as(Post.class).n());
                last[from] += 2;
            }
            assertEquals(Optional.empty(), sink.get().receive(Duration.ZERO));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void whatTheFilterRefusesStaysWithTheChannelInBothStyles(String endpoint) throws Exception {
        var stays = new LinkedBlockingQueue<Integer>();
        var goes = new LinkedBlockingQueue<String>();
        var received = new LinkedBlockingQueue<Channel>();
        var sink = new CompletableFuture<Sink>();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> {
            sink.get().attach(channel, message -> message.is(Post.class));
            if (channel.name().equals("handlers")) {
                channel.on(Chat.class, chat -> stays.add(chat.n()));
            } else {
                received.add(channel);
            }
        })) {
            sink.complete(pair.server.sink("feed"));
            sink.get().on(Post.class, (post, from) -> goes.add(from.name() + post.n()));
            for (var style : List.of("handlers", "receive")) {
                var channel = pair.pipe.open(style);
                for (var i = 0; i < 100; i++) {
                    channel.send(new Post(i));
                    channel.send(new Chat(i));
                }
                var there = style.equals("receive") ? received.take() : null;
                for (var i = 0; i < 100; i++) {
                    assertEquals(i, there == null ? stays.take() : there.receive(Chat.class).n());
                    assertEquals(style + i, goes.take());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void requestsStayWithTheChannel(String endpoint) throws Exception {
        var sink = new CompletableFuture<Sink>();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> {
            sink.get().attach(channel);
            channel.serve(Post.class, post -> new Chat(post.n()));
        })) {
            sink.complete(pair.server.sink("feed"));
            var channel = pair.pipe.open("math");
            channel.send(new Post(1));
            assertEquals(2,
                    channel.request(new Post(2), Chat.class, Duration.ofSeconds(20)).n());
            assertEquals(1, sink.get().receive().as(Post.class).n());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void severalSinksTakeFromOneChannelTheFirstAttachedFirst(String endpoint) throws Exception {
        var there = new CompletableFuture<Channel>();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> there.complete(channel))) {
            var posts = pair.server.sink("posts");
            var rest = pair.server.sink("rest");
            var channel = pair.pipe.open("mixed");
            posts.attach(there.get(), message -> message.is(Post.class));
            rest.attach(there.get());
            channel.send(new Chat(1));
            channel.send(new Post(2));
            assertEquals(1, rest.receive().as(Chat.class).n());
            assertEquals(2, posts.receive().as(Post.class).n());
            rest.attach(there.get(), message -> false); // a new filter replaces the old one
            channel.send(new Chat(3));
            assertEquals(3, there.get().receive(Chat.class).n());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void nothingIsLostOrReorderedWhenASinkComesAndGoesWhileMessagesFlow(String endpoint)
            throws Exception {
        var there = new CompletableFuture<Channel>();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> there.complete(channel))) {
            var sink = pair.server.sink("feed");
            var channel = pair.pipe.open("flow");
            var total = 3000;
            pair.client.run("sender", () -> {
                for (var i = 0; i < total; i++) {
                    channel.send(new Post(i));
                }
            });
            var bySink = new ArrayList<Integer>();
            var byChannel = new ArrayList<Integer>();
            for (var round = 0; bySink.size() + byChannel.size() < total; round++) {
                if (round % 2 == 0) {
                    sink.attach(there.get());
                } else {
                    sink.detach(there.get());
                }
                for (var i = 0; i < 50; i++) {
                    sink.receive(Duration.ZERO).ifPresent(it -> bySink.add(it.as(Post.class).n()));
                    there.get().receive(Duration.ZERO)
                            .ifPresent(it -> byChannel.add(it.as(Post.class).n()));
                }
            }
            assertEquals(bySink.stream().sorted().toList(), bySink);
            assertEquals(byChannel.stream().sorted().toList(), byChannel);
            var all = new ArrayList<>(bySink);
            all.addAll(byChannel);
            assertEquals(total, all.stream().distinct().count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void detachingGivesTheChannelBackWhatIsNotYetInTheSink(String endpoint) throws Exception {
        var there = new CompletableFuture<Channel>();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> there.complete(channel))) {
            var sink = pair.server.sink("small", 2, Sink.Overflow.BLOCK);
            var channel = pair.pipe.open("five");
            sink.attach(there.get());
            for (var i = 0; i < 5; i++) {
                channel.send(new Post(i));
            }
            assertEquals(0, sink.receive().as(Post.class).n());
            while (!sink.describe().contains("2/2")) {
                Thread.yield();
            }
            sink.detach(there.get());
            assertEquals(3, there.get().receive(Post.class).n());
            assertEquals(4, there.get().receive(Post.class).n());
            assertEquals(1, sink.receive().as(Post.class).n());
            assertEquals(2, sink.receive().as(Post.class).n());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aHandlerOrFilterThatThrowsClosesTheChannelOfItsMessageOnly(String endpoint)
            throws Exception {
        var sink = new CompletableFuture<Sink>();
        var reasons = new LinkedBlockingQueue<CloseReason>();
        var good = new LinkedBlockingQueue<Integer>();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> {
            channel.onClose(reasons::add);
            sink.get().attach(channel, message -> {
                if (channel.name().equals("filter")) {
                    throw new IllegalStateException("planted in the filter");
                }
                return true;
            });
        })) {
            sink.complete(pair.server.sink("feed"));
            sink.get().on(Post.class, (post, from) -> {
                if (from.name().equals("handler")) {
                    throw new java.io.IOException("planted in the handler");
                }
                good.add(post.n());
            });
            var healthy = pair.pipe.open("healthy");
            for (var bad : List.of("filter", "handler")) {
                pair.pipe.open(bad).send(new Post(1));
                var failed = assertInstanceOf(CloseReason.HandlerFailed.class, reasons.take());
                assertEquals("planted in the " + bad, failed.cause().getMessage());
            }
            healthy.send(new Post(5));
            assertEquals(5, good.take());
            assertTrue(sink.get().describe().startsWith("sink feed[1 channels"),
                    sink.get().describe());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void whatAFailureDoesCanBeOverridden(String endpoint) throws Exception {
        var sink = new CompletableFuture<Sink>();
        var failures = new LinkedBlockingQueue<String>();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> {
            channel.onError(failed -> failures.add("channel " + failed.cause().getMessage()));
            sink.get().attach(channel, message -> {
                if (message.is(Chat.class)) {
                    throw new IllegalStateException("filter");
                }
                return true;
            });
        })) {
            sink.complete(pair.server.sink("feed"));
            sink.get().onError((failed, from) ->
                    failures.add("sink " + failed.cause().getMessage() + " " + from.name()));
            sink.get().on(Post.class, (post, from) -> {
                throw new IllegalStateException("handler " + post.n());
            });
            var channel = pair.pipe.open("c");
            channel.send(new Chat(1));
            channel.send(new Post(1));
            channel.send(new Post(2));
            assertEquals("channel filter", failures.take());
            assertEquals("sink handler 1 c", failures.take());
            assertEquals("sink handler 2 c", failures.take());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aHandlerMayCloseItsSinkItsChannelOrDetachIt(String endpoint) throws Exception {
        for (var what : List.of("sink", "channel", "detach")) {
            var sink = new CompletableFuture<Sink>();
            var rest = new LinkedBlockingQueue<Integer>();
            var ended = new CountDownLatch(1);
            try (var pair = Pair.over(endpoint, (pipe, channel) -> {
                sink.get().attach(channel);
                channel.on(Post.class, post -> rest.add(post.n()))
                        .onClose(reason -> ended.countDown());
            })) {
                sink.complete(pair.server.sink("feed"));
                sink.get().on(Post.class, (post, from) -> {
                    switch (what) {
                        case "sink" -> sink.get().close();
                        case "channel" -> from.close();
                        default -> sink.get().detach(from);
                    }
                    rest.add(-1);
                });
                var channel = pair.pipe.open("c");
                channel.send(new Post(0));
                assertEquals(-1, rest.take());
                if (what.equals("channel")) {
                    ended.await();
                } else {
                    channel.send(new Post(1));
                    assertEquals(1, rest.take());
                }
            }
        }
    }

    @Test
    void aSinkIsATaskOfARunner() throws Exception {
        try (var pair = Pair.over(Pair.LOCAL, (pipe, channel) -> {})) {
            var group = pair.server.runner("group", Policy.GROUP);
            var sink = pair.server.sink("feed");
            var got = new LinkedBlockingQueue<Integer>();
            sink.on(Post.class, (post, from) -> got.add(post.n()));
            group.attach(sink);
            group.suspend(sink);
            var channel = pair.pipe.open("c", it -> sink.attach(it));
            var posts = new LinkedBlockingQueue<Channel>();
            pair.server.listen("local://back", (pipe, it) -> posts.add(it));
            var back = pair.server.connect("local://back").open("b", it -> sink.attach(it));
            posts.take().send(new Post(1));
            while (!sink.describe().contains("1/1024")) {
                Thread.yield();
            }
            assertEquals(Task.State.SUSPENDED, sink.state());
            assertTrue(got.isEmpty());
            group.resume(sink);
            assertEquals(1, got.take());
            group.close();
            assertEquals(Task.State.DONE, sink.state());
            assertEquals(Task.State.READY, channel.state());
            assertEquals(Task.State.READY, back.state());
        }
    }
}
