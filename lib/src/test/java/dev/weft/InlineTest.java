package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handlers of an inline runner, on the thread that reads. */
@Timeout(30)
class InlineTest {

    private interface Setup {
        void of(Channel channel, Runner inline);
    }

    /** A pair whose server's channels are inline. */
    private static Pair with(Setup setup) throws Exception {
        return Pair.with(Pair.TCP, it -> it.window(1 << 20, 8).onAccepted((pipe, channel) -> {
            var inline = pipe.node().runner("inline", Policy.INLINE).attach(channel);
            setup.of(channel, inline);
        }), it -> it.window(1 << 20, 8));
    }

    @Test
    void handlersRunInOrderOnTheThreadThatReads() throws Exception {
        try (var pair = with((channel, inline) -> channel.on(String.class, text ->
                channel.send(text + " by " + Thread.currentThread().getName())))) {
            var channel = pair.pipe.open("echo");
            for (var i = 0; i < 200; i++) {
                channel.send("m" + i);
                var answer = channel.receive(String.class);
                assertTrue(answer.startsWith("m" + i + " by "), answer);
                // The very first may have been found by the one who attached the handler.
                assertTrue(i == 0 || answer.contains(" reader "), answer);
            }
        }
    }

    @Test
    void whatManyHandlersSendArrivesWhole() throws Exception {
        try (var pair = with((channel, inline) -> channel.serve(byte[].class, bytes -> bytes))) {
            var channel = pair.pipe.open("calls");
            try (var scope = pair.client.scope("callers")) {
                for (var i = 0; i < 16; i++) {
                    var size = 1 + i * 5_000;
                    scope.fork(() -> {
                        for (var j = 0; j < 20; j++) {
                            assertEquals(size, channel.request(new byte[size], byte[].class,
                                    Duration.ofSeconds(20)).length);
                        }
                        return size;
                    });
                }
                scope.join();
            }
        }
    }

    /** Sends until the handler has refused: the first may meet the one who attached it. */
    private static Throwable refusal(Handler<Channel> onReader) throws Exception {
        var refused = new CompletableFuture<Throwable>();
        try (var pair = with((channel, inline) -> channel.on(String.class, text -> {
            if (Thread.currentThread().getName().contains(" reader ")) {
                onReader.handle(channel);
            } else {
                channel.trySend("again");
            }
        }).onError(failed -> refused.complete(failed.cause())))) {
            var channel = pair.pipe.open("refused");
            channel.send("go");
            while (!refused.isDone()) {
                if (channel.receive(Duration.ofMillis(1)).isPresent()) {
                    channel.send("go");
                }
            }
            return refused.get();
        }
    }

    @Test
    void aSendThatWouldBlockTheReaderIsRefusedAndTrySendSaysNo() throws Exception {
        var why = assertInstanceOf(IllegalStateException.class, refusal(channel -> {
            while (channel.trySend("m")) {
                // Until there is no credit left.
            }
            channel.send("one more");
        }));
        assertTrue(why.getMessage().contains("use trySend"), why.getMessage());
    }

    @Test
    void aRequestThatWouldBlockTheReaderIsRefused() throws Exception {
        assertInstanceOf(IllegalStateException.class, refusal(channel ->
                channel.request("?", String.class, Duration.ofSeconds(20))));
    }

    @Test
    void aLocalChannelRunsAsWithoutIt() throws Exception {
        try (var node = Node.start("inline")) {
            var inline = node.runner("inline", Policy.INLINE);
            node.listen("local://x", (pipe, channel) ->
                    inline.attach(channel.on(String.class, channel::send)));
            var channel = node.connect("local://x").open("echo");
            channel.send("hello");
            assertEquals("hello", channel.receive(String.class));
        }
    }
}
