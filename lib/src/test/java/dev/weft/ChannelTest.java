package dev.weft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.Message.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ChannelTest {

    record Greet(String name) {}

    record Number(int n) {}

    @Key("renamed")
    record Odd(int n) {}

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void helloWorld(String endpoint) throws Exception {
        try (var pair = Pair.over(endpoint, (pipe, channel) ->
                channel.on(Greet.class, greet -> channel.send("hello, " + greet.name())))) {
            var channel = pair.pipe.open("greeting");
            channel.send(new Greet("Duke"));
            assertEquals("hello, Duke", channel.receive(String.class));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void messagesArriveInTheOrderSent(String endpoint) throws Exception {
        var got = new LinkedBlockingQueue<Integer>();
        try (var pair = Pair.over(endpoint,
                (pipe, channel) -> channel.on(Number.class, number -> got.add(number.n())))) {
            var channel = pair.pipe.open("numbers");
            for (var i = 0; i < 5000; i++) {
                channel.send(new Number(i));
            }
            for (var i = 0; i < 5000; i++) {
                assertEquals(i, got.take());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void handlersAreFoundByTypeKeyFunctionAndElse(String endpoint) throws Exception {
        var got = new LinkedBlockingQueue<String>();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> channel
                .on(Greet.class, greet -> got.add("greet " + greet.name()))
                .on("renamed", message -> got.add("renamed " + message.as(Odd.class).n()))
                .on("7", message -> message.is(Number.class)
                        ? "" + message.as(Number.class).n() : "", message -> got.add("seven"))
                .onOther(message -> got.add("other " + message.key())))) {
            var channel = pair.pipe.open("mixed");
            channel.send(new Number(7));
            channel.send(new Number(8));
            channel.send(new Greet("Duke"));
            channel.send(new Odd(3));
            channel.send("custom", "text");
            assertEquals(List.of("seven", "other Number", "greet Duke", "renamed 3",
                    "other custom"), take(got, 5));
        }
    }

    private static <T> List<T> take(LinkedBlockingQueue<T> from, int count) throws Exception {
        var list = new ArrayList<T>();
        while (list.size() < count) {
            list.add(from.take());
        }
        return list;
    }

    @Test
    void aLargeMessageGoesThroughInFragments() throws Exception {
        try (var pair = Pair.over(Pair.TCP,
                (pipe, channel) -> channel.on(byte[].class, channel::send))) {
            var channel = pair.pipe.open("large");
            var large = new byte[900_000];
            new java.util.Random(1).nextBytes(large);
            channel.send(large);
            assertArrayEquals(large, channel.receive(byte[].class));
        }
    }

    @Test
    void aMessageOverThePeersLimitIsRefusedBeforeItIsSent() throws Exception {
        try (var pair = Pair.with(Pair.TCP, it -> it.maxMessageBytes(1024)
                        .onAccepted((pipe, channel) -> channel.on(String.class, channel::send)),
                it -> it)) {
            var channel = pair.pipe.open("small");
            var thrown = assertThrows(NetException.OverLimit.class,
                    () -> channel.send("x".repeat(2000)));
            assertTrue(thrown.getMessage().contains("over the peer's maxMessageBytes 1024"),
                    thrown.getMessage());
            channel.send("still fine");
            assertEquals("still fine", channel.receive(String.class));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void receiveGivesUpAfterItsTime(String endpoint) throws Exception {
        try (var pair = Pair.over(endpoint, (pipe, channel) -> {})) {
            var channel = pair.pipe.open("silent");
            assertEquals(Optional.empty(), channel.receive(Duration.ofMillis(20)));
        }
    }

    @Test
    void receiveAndHandlersCantBeMixed() throws Exception {
        try (var pair = Pair.over(Pair.TCP, (pipe, channel) -> {})) {
            var channel = pair.pipe.open("mixed");
            channel.receive(Duration.ZERO);
            assertThrows(IllegalStateException.class, () -> channel.on("key", message -> {}));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aMessageOfAnotherTypeIsABadMessage(String endpoint) throws Exception {
        try (var pair = Pair.over(endpoint,
                (pipe, channel) -> channel.on(Greet.class, channel::send))) {
            var channel = pair.pipe.open("typed");
            channel.send(new Greet("Duke"));
            var thrown = assertThrows(
                    NetException.BadMessage.class, () -> channel.receive(Number.class));
            assertTrue(thrown.getMessage().contains("got \"Greet\" where a \"Number\""),
                    thrown.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aHandlerThatThrowsClosesItsChannelOnly(String endpoint) throws Exception {
        var reasons = new LinkedBlockingQueue<CloseReason>();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> channel
                .on(Number.class, number -> {
                    throw new java.io.IOException("planted");
                })
                .on(Greet.class, channel::send)
                .onClose(reasons::add))) {
            var bad = pair.pipe.open("bad");
            var good = pair.pipe.open("good");
            bad.send(new Number(1));
            var failed = assertInstanceOf(CloseReason.HandlerFailed.class, reasons.take());
            assertEquals("Number", failed.key());
            assertEquals("planted", failed.cause().getMessage());
            var closed = assertThrows(NetException.Closed.class, bad::receive);
            assertEquals(new CloseReason.ClosedByPeer("its handler failed"), closed.reason());
            good.send(new Greet("Duke"));
            assertEquals(new Greet("Duke"), good.receive(Greet.class));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void channelsAreLimited(String endpoint) throws Exception {
        try (var pair = Pair.with(endpoint, it -> it.maxOpenChannels(2)
                .onAccepted((pipe, channel) -> {}), it -> it)) {
            pair.pipe.open("one");
            var two = pair.pipe.open("two");
            var thrown = assertThrows(NetException.OverLimit.class, () -> pair.pipe.open("three"));
            assertTrue(thrown.getMessage().contains("maxOpenChannels"), thrown.getMessage());
            two.close();
            pair.pipe.open("three");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aNameThatNobodyAcceptsIsRefused(String endpoint) throws Exception {
        try (var pair = Pair.with(endpoint,
                it -> it.onAccepted("user", (pipe, channel) -> {}), it -> it)) {
            pair.pipe.open("user");
            var thrown = assertThrows(NetException.Closed.class, () -> pair.pipe.open("admin"));
            assertTrue(thrown.getMessage().contains("nobody accepts channels named \"admin\""),
                    thrown.getMessage());
        }
    }
}
