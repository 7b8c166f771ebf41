package dev.weft.bench.peer;

import dev.weft.Channel;
import dev.weft.Node;
import dev.weft.Pipe;
import dev.weft.Policy;
import dev.weft.Runner;
import dev.weft.bench.Load;
import dev.weft.bench.Peer;
import dev.weft.bench.Quote;
import dev.weft.bench.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Weft over TCP. Handlers run in lanes of their own, as by default, or inline on the thread that
 * reads, as those of Netty do. The window is wider than the default, for floods of small messages.
 */
public final class WeftPeer implements Peer {

    /** "m" is a message, "end" ends a flood. */
    private static final byte[] NOTHING = {};

    private final Node node = Node.start("bench");
    private final Runner runner;

    /** A peer. */
    public WeftPeer(Policy policy) {
        runner = node.runner("handlers", policy);
    }

    private static String protocol(Load load) {
        return load == Load.RECORDS ? "msgpack" : "bytes";
    }

    @Override
    public int serve(Load load) {
        return node.bind("tcp://127.0.0.1:0/" + protocol(load))
                .window(1 << 20, 16_384)
                .onAccepted((pipe, channel) -> {
                    runner.attach(channel);
                    handle(channel, load);
                })
                .listen().port();
    }

    /** The server's end of a channel. */
    static void handle(Channel channel, Load load) {
        switch (load) {
            case CALL, CALLERS_64 -> channel.serve(byte[].class, question -> question);
            case RECORDS -> {
                channel.on(Quote.class, quote -> Sum.add(quote.volume()));
                channel.on("end", end -> channel.send("end", 0L));
            }
            default -> {
                channel.on("m", message -> {
                    var body = message.as(byte[].class);
                    if (!load.isOneWay()) {
                        channel.send("m", body);
                    } else {
                        Sum.add(body.length);
                    }
                });
                channel.on("end", end -> channel.send("end", NOTHING));
            }
        }
    }

    @Override
    public Driver connect(Load load, int port) throws InterruptedException {
        var binding = node.bind("tcp://127.0.0.1:" + port + "/" + protocol(load))
                .window(1 << 20, 16_384);
        if (load == Load.IDLE) {
            var pipes = new ArrayList<Pipe>();
            pipes.add(binding.connect());
            pipes.getFirst().open("idle");
            return nanos -> {
                while (pipes.size() < 10_000) {
                    var pipe = node.bind("tcp://127.0.0.1:" + port + "/bytes").connect();
                    pipe.open("idle");
                    pipes.add(pipe);
                }
                return Result.of(pipes.size(), 1);
            };
        }
        return drive(load, binding.connect());
    }

    private Driver drive(Load load, Pipe pipe) throws InterruptedException {
        return switch (load) {
            case ROUND_TRIP -> roundTrip(pipe);
            case CALL -> nanos -> call(pipe.open("call"), nanos);
            case CALLERS_64 -> callers(pipe.open("calls"));
            case IN_FLIGHT_64 -> inFlight(pipe);
            default -> flood(load, pipe);
        };
    }

    private Driver roundTrip(Pipe pipe) throws InterruptedException {
        var samples = new Samples();
        var body = new byte[Load.ROUND_TRIP.bytes];
        var limit = new AtomicLong();
        var done = new Turnstile();
        var channel = pipe.open("round trip", it -> runner.attach(it.on("m", message -> {
            message.as(byte[].class);
            if (samples.next(limit.get())) {
                it.send("m", body);
            } else {
                done.open();
            }
        })));
        return nanos -> {
            limit.set(nanos);
            samples.begin();
            channel.send("m", body);
            done.await();
            return samples.end();
        };
    }

    private Result call(Channel channel, long nanos) throws InterruptedException {
        var samples = new Samples();
        var done = new CountDownLatch(1);
        var question = new byte[Load.CALL.bytes];
        node.run("caller", () -> {
            samples.begin();
            do {
                channel.request(question, byte[].class, Duration.ofSeconds(10));
            } while (samples.next(nanos));
            done.countDown();
        });
        done.await();
        channel.close();
        return samples.end();
    }

    private static Driver callers(Channel channel) {
        var question = new byte[Load.CALLERS_64.bytes];
        return nanos -> Threads.all(Load.CALLERS_64.senders, nanos, Thread.ofVirtual().factory(),
                number -> channel.request(question, byte[].class, Duration.ofSeconds(10)));
    }

    private Driver inFlight(Pipe pipe) throws InterruptedException {
        var body = new byte[Load.IN_FLIGHT_64.bytes];
        var flight = new Flight(Load.IN_FLIGHT_64.senders);
        var channel = pipe.open("in flight", it -> runner.attach(it.on("m", message -> {
            message.as(byte[].class);
            if (flight.landed()) {
                it.send("m", body);
            }
        })));
        return nanos -> flight.run(nanos, () -> channel.send("m", body));
    }

    private static Driver flood(Load load, Pipe pipe) throws InterruptedException {
        var done = new Turnstile();
        var channels = new ArrayList<Channel>();
        for (var i = 0; i < load.senders; i++) {
            channels.add(pipe.open("flood", it -> it.on("end", end -> done.open())));
        }
        return nanos -> flood(load, channels, done, nanos);
    }

    private static Result flood(Load load, List<Channel> channels, Turnstile done, long nanos)
            throws Exception {
        var body = new byte[load.bytes];
        var begin = System.nanoTime();
        var sent = Threads.all(channels.size(), nanos, Thread.ofVirtual().factory(), number -> {
            var channel = channels.get(number);
            for (var i = 0; i < Threads.BATCH; i++) {
                if (load == Load.RECORDS) {
                    channel.send(Quote.SAMPLE);
                } else {
                    channel.send("m", body);
                }
            }
        });
        for (var channel : channels) {
            channel.send("end", load == Load.RECORDS ? (Object) 0L : NOTHING);
        }
        for (var channel : channels) {
            done.await();
        }
        return Result.of(sent.count() * Threads.BATCH, System.nanoTime() - begin);
    }
}
