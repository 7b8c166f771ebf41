package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RequestTest {

    record Ask(int n) {}

    record Told(int n) {}

    private static final Duration LONG = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void manyCallersShareOneChannelAndEachGetsItsOwnAnswer(String endpoint) throws Exception {
        try (var pair = Pair.over(endpoint,
                (pipe, channel) -> channel.serve(Ask.class, ask -> new Told(ask.n() + 1)))) {
            var channel = pair.pipe.open("math");
            try (var scope = pair.client.scope("callers")) {
                var answers = new ArrayList<Scope.Fork<Integer>>();
                for (var i = 0; i < 500; i++) {
                    var n = i;
                    answers.add(scope.fork(
                            () -> channel.request(new Ask(n), Told.class, LONG).n()));
                }
                scope.join();
                for (var i = 0; i < 500; i++) {
                    assertEquals(i + 1, answers.get(i).get());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aFailureOfTheServerReachesTheCallerAndTheChannelLivesOn(String endpoint)
            throws Exception {
        try (var pair = Pair.over(endpoint, (pipe, channel) -> channel.serve(Ask.class, ask -> {
            if (ask.n() == 13) {
                throw new java.io.IOException("not thirteen");
            }
            return new Told(ask.n());
        }))) {
            var channel = pair.pipe.open("math");
            var thrown = assertThrows(NetException.RequestFailed.class,
                    () -> channel.request(new Ask(13), Told.class, LONG));
            assertTrue(thrown.getMessage().contains("not thirteen"), thrown.getMessage());
            assertEquals(14, channel.request(new Ask(14), Told.class, LONG).n());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void whatIsNotServedIsAnErrorAndNotAHang(String endpoint) throws Exception {
        try (var pair = Pair.over(endpoint,
                (pipe, channel) -> channel.serve(Ask.class, ask -> new Told(1)))) {
            var channel = pair.pipe.open("math");
            var thrown = assertThrows(NetException.RequestFailed.class,
                    () -> channel.request(new Told(1), Ask.class, LONG));
            assertTrue(thrown.getMessage().contains("serves no \"Told\""), thrown.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aCallerGivesUpAfterItsTimeAndALateAnswerIsDropped(String endpoint) throws Exception {
        var mayAnswer = new CountDownLatch(1);
        try (var pair = Pair.over(endpoint, (pipe, channel) -> channel.serve(Ask.class, ask -> {
            mayAnswer.await();
            return new Told(ask.n());
        }))) {
            var channel = pair.pipe.open("slow");
            assertThrows(NetException.TimedOut.class,
                    () -> channel.request(new Ask(1), Told.class, Duration.ofMillis(20)));
            mayAnswer.countDown();
            assertEquals(2, channel.request(new Ask(2), Told.class, LONG).n());
        }
    }

    @Test
    void handlersOfOneGroupMayAskEachOtherThroughTheirLane() throws Exception {
        // Both channels of the server share one lane; the answer needs none, so nobody waits.
        try (var backend = Pair.over(Pair.TCP,
                (pipe, channel) -> channel.serve(Ask.class, ask -> new Told(2 * ask.n())))) {
            var group = backend.client.runner("group", Policy.GROUP);
            var behind = backend.pipe.open("behind");
            var front = backend.client.listen(Pair.TCP, (pipe, channel) -> {
                channel.serve(Ask.class, ask -> behind.request(ask, Told.class, LONG));
                group.attach(channel);
            });
            group.attach(behind);
            var channel = backend.client
                    .connect("tcp://127.0.0.1:" + front.port() + "/msgpack").open("front");
            assertEquals(42, channel.request(new Ask(21), Told.class, LONG).n());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aCallerLearnsThatTheChannelEnded(String endpoint) throws Exception {
        try (var pair = Pair.over(endpoint, (pipe, channel) -> channel.serve(Ask.class, ask -> {
            channel.close();
            return new Told(1);
        }))) {
            var channel = pair.pipe.open("closing");
            var thrown = assertThrows(NetException.Closed.class,
                    () -> channel.request(new Ask(1), Told.class, LONG));
            assertEquals(new CloseReason.ClosedByPeer(""), thrown.reason());
        }
    }

    @Test
    void anInterruptCancelsTheRequestAndTheChannelStaysUsable() throws Exception {
        var mayAnswer = new CountDownLatch(1);
        try (var pair = Pair.over(Pair.TCP, (pipe, channel) -> channel.serve(Ask.class, ask -> {
            mayAnswer.await();
            return new Told(ask.n());
        }))) {
            var channel = pair.pipe.open("interrupted");
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class,
                    () -> channel.request(new Ask(1), Told.class, LONG));
            mayAnswer.countDown();
            assertEquals(2, channel.request(new Ask(2), Told.class, LONG).n());
        }
    }
}
