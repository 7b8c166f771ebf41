package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever has an end may be ended from every place where user code runs. */
@Timeout(120)
class EndFromAnywhereTest {

    enum What { CHANNEL, PIPE, PIPE_AT_ONCE, LISTENER, NODE, RUNNER, TIMERS, SINK }

    enum Where {
        ANOTHER_THREAD, UNDER_INTERRUPT, TWICE_AT_ONCE, BOTH_SIDES_AT_ONCE, HANDLER, SERVE,
        KEY_FUNCTION, ON_CLOSE, ON_ACCEPTED, ON_CONNECTED, TIMER, SINK_HANDLER, RUNNER_BODY,
        INLINE_HANDLER
    }

    record Go(String text) {}

    static Stream<Arguments> all() {
        return Stream.of(Pair.TCP, Pair.LOCAL).flatMap(at -> Stream.of(What.values())
                .flatMap(what -> Stream.of(Where.values())
                        .map(where -> Arguments.of(at, what, where))));
    }

    /** Both sides, and what they have seen. */
    private static final class World implements AutoCloseable {
        final Counted there = new Counted("there");
        final Counted here;
        final List<String> events = java.util.Collections.synchronizedList(new ArrayList<>());
        final CompletableFuture<Void> done = new CompletableFuture<>();
        final LinkedBlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
        final Runner group;
        final Runner inline;
        final Timers timers;
        final Sink sink;
        final Listener listener;
        final Pipe pipe;
        final Channel channel;
        final Channel main;
        final String address;
        volatile Task.Body act = () -> {};
        volatile Where where = Where.ANOTHER_THREAD;

        World(String endpoint) throws InterruptedException {
            here = endpoint.equals(Pair.TCP) ? new Counted("here") : there;
            group = there.node.runner("group", Policy.GROUP);
            inline = there.node.runner("inline", Policy.INLINE);
            timers = there.node.timers("timers");
            sink = there.node.sink("sink");
            sink.on(Go.class, (go, from) -> at(Where.SINK_HANDLER));
            group.attach(timers).attach(sink);
            listener = there.node.bind(endpoint).onAccepted(this::accept)
                    .onConnected(it -> at(Where.ON_CONNECTED))
                    .onClose(reason -> events.add("pipe closed " + reason.getClass()
                            .getSimpleName()))
                    .onDestroy(it -> events.add("pipe destroyed")).listen();
            address = endpoint.replace(":0/", ":" + listener.port() + "/");
            pipe = here.node.connect(address);
            channel = pipe.open("main");
            main = accepted.take();
        }

        private void accept(Pipe from, Channel it) {
            switch (it.name()) {
                case "main" -> {
                    it.on(Go.class, go -> at(Where.HANDLER))
                            .on("yes", message -> {
                                at(Where.KEY_FUNCTION);
                                return "no";
                            }, message -> {})
                            .serve(String.class, text -> {
                                at(Where.SERVE);
                                return text;
                            })
                            .onClose(reason -> events.add(
                                    "closed " + reason.getClass().getSimpleName()));
                    group.attach(it);
                }
                case "other" -> it.onClose(reason -> at(Where.ON_CLOSE));
                case "feed" -> sink.attach(it);
                case "inline" -> inline.attach(it.on(Go.class, go -> at(Where.INLINE_HANDLER)));
                default -> at(Where.ON_ACCEPTED);
            }
            accepted.add(it);
        }

        /** User code has come to a place: if it is the one, the deed is done here. */
        private void at(Where place) {
            if (place == where) {
                try {
                    act.run();
                    done.complete(null);
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            }
        }

        Task.Body ending(What what) {
            return switch (what) {
                case CHANNEL -> main::close;
                case PIPE -> main.pipe()::close;
                case PIPE_AT_ONCE -> main.pipe()::destroy;
                case LISTENER -> listener::close;
                case NODE -> there.node::close;
                case RUNNER -> group::close;
                case TIMERS -> timers::close;
                case SINK -> sink::close;
            };
        }

        void bring(Where place, What what) throws Exception {
            act = ending(what);
            where = place;
            switch (place) {
                case ANOTHER_THREAD -> act.run();
                case UNDER_INTERRUPT -> {
                    Thread.currentThread().interrupt();
                    act.run();
                    assertTrue(Thread.interrupted(), "the interrupt was swallowed");
                }
                case TWICE_AT_ONCE -> together(act, act);
                case BOTH_SIDES_AT_ONCE -> together(act,
                        what == What.CHANNEL ? channel::close : pipe::close);
                case HANDLER -> channel.send(new Go("handler"));
                case KEY_FUNCTION -> channel.send("any", "key");
                case SERVE -> ask();
                case ON_CLOSE -> pipe.open("other").close();
                case ON_ACCEPTED -> endOf(() -> pipe.open("trigger"));
                case ON_CONNECTED -> endOf(() -> here.node.connect(address));
                case TIMER -> timers.once("now", Duration.ZERO, () -> at(Where.TIMER));
                case SINK_HANDLER -> pipe.open("feed").send(new Go("sink"));
                case INLINE_HANDLER -> pipe.open("inline").send(new Go("inline"));
                case RUNNER_BODY -> group.run("body", () -> at(Where.RUNNER_BODY));
            }
            if (place.ordinal() > Where.BOTH_SIDES_AT_ONCE.ordinal()) {
                done.get();
            }
        }

        private void ask() throws InterruptedException {
            endOf(() -> channel.request("question", String.class, Duration.ofSeconds(100)));
        }

        /** It may succeed or not: what counts is that it ends. */
        private static void endOf(Task.Body body) throws InterruptedException {
            try {
                body.run();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                assertTrue(e instanceof NetException, e::toString);
            }
        }

        private static void together(Task.Body... bodies) throws Exception {
            var results = new ArrayList<CompletableFuture<Void>>();
            for (var body : bodies) {
                var result = new CompletableFuture<Void>();
                results.add(result);
                Thread.startVirtualThread(() -> {
                    try {
                        body.run();
                        result.complete(null);
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                });
            }
            for (var result : results) {
                result.get();
            }
        }

        @Override
        public void close() {
            here.close();
            there.close();
        }
    }

    @ParameterizedTest(name = "{1} {2} {0}")
    @MethodSource("all")
    void itEndsOnceAndLeavesNothing(String endpoint, What what, Where where) throws Exception {
        var world = new World(endpoint);
        try (world) {
            world.bring(where, what);
            var ends = what == What.CHANNEL || what == What.PIPE || what == What.PIPE_AT_ONCE
                    || what == What.NODE || what == What.RUNNER
                    || where == Where.BOTH_SIDES_AT_ONCE;
            if (ends) {
                assertThrows(NetException.Closed.class, () -> world.channel.receive());
                Counted.await(() -> world.events.stream().anyMatch(it -> it.startsWith("closed")));
            }
            if (what == What.LISTENER) {
                assertThrows(NetException.ConnectFailed.class,
                        () -> world.here.node.connect(world.address));
            }
        }
        var pipes = where == Where.ON_CONNECTED ? 2 : 1;
        Counted.await(() -> count(world, "pipe destroyed") == pipes);
        assertEquals(pipes, count(world, "pipe closed"));
        assertEquals(1, count(world, "closed "), () -> world.events.toString());
    }

    private static long count(World world, String begin) {
        return List.copyOf(world.events).stream().filter(it -> it.startsWith(begin)).count();
    }
}
