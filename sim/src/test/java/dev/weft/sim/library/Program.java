package dev.weft.sim.library;

import dev.weft.Channel;
import dev.weft.CloseReason;
import dev.weft.NetException;
import dev.weft.Node;
import dev.weft.Pipe;
import dev.weft.Policy;
import dev.weft.Runner;
import dev.weft.Sink;
import dev.weft.Task;
import dev.weft.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/**
 * A random program on the library: channels of all kinds, used, interrupted, moved, suspended and
 * ended by many threads at once. What it sees is kept in {@link Stream}s.
 */
final class Program {

    static final Duration CALM = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofSeconds(70);
    private static final String[] KINDS = {"handle", "pull", "serve", "push", "sink"};

    final List<Stream> streams = new ArrayList<>();
    final List<Throwable> failures = new ArrayList<>();
    int threads;
    boolean destroyed;

    private final Simulation sim;
    private final RandomGenerator random;
    private final boolean local;
    private final int windowBytes;
    private final int windowMessages;
    private final List<Channel> accepted = new ArrayList<>();

    Program(Simulation sim, boolean local) {
        this.sim = sim;
        this.random = sim.random("program");
        this.local = local;
        windowBytes = new int[] {1024, 8192, 256 * 1024}[random.nextInt(3)];
        windowMessages = new int[] {1, 2, 7, 256}[random.nextInt(4)];
    }

    // ---- the side that listens

    Node server(String host) {
        var node = node(host);
        var group = node.runner("group", new Policy.Group(1 + random.nextInt(4)));
        var sink = node.sink("sink");
        sink.on(Stream.Item.class, (item, from) -> {
            of(from).came(item);
            Stream.pause(random, 10, 300);
        });
        node.bind(local ? "local://server" : "tcp://0.0.0.0:7000/msgpack")
                .window(windowBytes, windowMessages).maxMessageBytes(64 * 1024)
                .heartbeat(Duration.ofSeconds(1), Duration.ofSeconds(3))
                .handshakeTimeout(Duration.ofSeconds(2))
                .onAccepted((pipe, channel) -> accept(node, group, sink, channel))
                .listen();
        run(node, "chaos there", () -> {
            while (sim.now().compareTo(CALM) < 0) {
                Thread.sleep(500 + random.nextInt(5_000));
                disturb(group);
            }
            resumeAll(group);
        });
        return node;
    }

    private void accept(Node node, Runner group, Sink sink, Channel channel) {
        var stream = of(channel);
        accepted.add(channel);
        channel.onClose(reason -> {
            stream.reasonThere = reason;
            stream.endsThere++;
        });
        switch (kind(channel)) {
            case "handle" -> channel.on(Stream.Item.class, item -> {
                stream.came(item);
                Stream.pause(random, 10, 300);
                if (random.nextInt(300) == 0) {
                    throw new IllegalStateException("on purpose");
                }
            });
            case "pull" -> run(node, "puller", () -> pull(channel, stream));
            case "serve" -> channel.serve(Stream.Ask.class, ask -> {
                Stream.pause(random, 3, 2_000);
                if (random.nextInt(10) == 0) {
                    throw new IllegalStateException("on purpose");
                }
                return new Stream.Told(ask.number());
            });
            case "sink" -> sink.attach(channel);
            default -> startSenders(node, channel, stream, new ArrayList<>());
        }
        if (random.nextInt(3) == 0) {
            group.attach(channel);
        }
        Stream.pause(random, 10, 1_000);
    }

    private void pull(Channel channel, Stream stream) throws InterruptedException {
        while (true) {
            stream.inside++;
            try {
                if (random.nextInt(4) == 0) {
                    channel.receive(Duration.ofMillis(random.nextInt(100)))
                            .ifPresent(message -> stream.came(message.as(Stream.Item.class)));
                } else {
                    stream.came(channel.receive(Stream.Item.class));
                }
            } finally {
                stream.inside--;
            }
            Stream.pause(random, 10, 300);
        }
    }

    private void disturb(Runner group) {
        if (accepted.isEmpty()) {
            return;
        }
        var channel = accepted.get(random.nextInt(accepted.size()));
        switch (random.nextInt(12)) {
            case 0 -> end(channel);
            case 1, 2 -> group.attach(channel);
            case 3, 4 -> group.detach(channel);
            case 5, 6 -> suspend(group, channel);
            case 7, 8, 9 -> resumeAll(group);
            case 10 -> channel.heartbeat(Duration.ofMillis(200), Duration.ofSeconds(2));
            default -> endPipe(channel.pipe());
        }
    }

    private static void suspend(Runner group, Channel channel) {
        try {
            group.suspend(channel);
        } catch (IllegalArgumentException e) {
            // It is not attached, which only the runner knows.
        }
    }

    private void resumeAll(Runner group) {
        for (var channel : accepted) {
            try {
                group.resume(channel);
            } catch (IllegalArgumentException e) {
                // As with suspend.
            }
        }
    }

    // ---- the side that connects

    void client(Node node) throws InterruptedException {
        for (var i = random.nextInt(2); i >= 0; i--) {
            run(node, "client", () -> connectAgainAndAgain(node));
        }
    }

    private void connectAgainAndAgain(Node node) throws InterruptedException {
        for (var round = 0; round < 3; round++) {
            Pipe pipe;
            try {
                pipe = node.bind(local ? "local://server" : "tcp://server:7000/msgpack")
                        .window(windowBytes, windowMessages).maxMessageBytes(64 * 1024)
                        .heartbeat(Duration.ofSeconds(1), Duration.ofSeconds(3))
                        .handshakeTimeout(Duration.ofSeconds(2)).connect();
            } catch (NetException.ConnectFailed e) {
                Thread.sleep(300);
                continue;
            }
            use(node, pipe);
            pipe.join();
        }
    }

    private void use(Node node, Pipe pipe) {
        var opened = new ArrayList<Channel>();
        var tasks = new ArrayList<Thread>();
        for (var count = 1 + random.nextInt(4); count > 0; count--) {
            run(node, "opener", () -> openOne(node, pipe, opened, tasks));
        }
        run(node, "chaos here", () -> {
            while (!pipe.isClosed() && sim.now().compareTo(CALM) < 0) {
                Thread.sleep(100 + random.nextInt(5_000));
                if (!tasks.isEmpty() && random.nextInt(3) != 0) {
                    tasks.get(random.nextInt(tasks.size())).interrupt();
                } else if (!opened.isEmpty() && random.nextInt(3) == 0) {
                    end(opened.get(random.nextInt(opened.size())));
                } else if (random.nextInt(10) == 0) {
                    endPipe(pipe);
                }
            }
        });
        run(node, "prober", () -> probe(node, pipe, opened));
    }

    private void openOne(Node node, Pipe pipe, List<Channel> opened, List<Thread> tasks)
            throws InterruptedException {
        var stream = new Stream(streams.size(), windowMessages);
        streams.add(stream);
        var name = KINDS[random.nextInt(KINDS.length)] + " " + stream.number;
        for (var i = 0; i < 4; i++) {
            stream.ways.add(new Stream.Way());
        }
        var channel = pipe.open(name, it -> {
            it.onClose(reason -> {
                stream.reasonHere = reason;
                stream.endsHere++;
            });
            if (kind(it).equals("push")) {
                it.on(Stream.Item.class, stream::came);
            }
        });
        stream.opened = true;
        stream.pushed = kind(channel).equals("push");
        opened.add(channel);
        if (kind(channel).equals("serve")) {
            for (var i = 0; i < 3; i++) {
                run(node, "asker", () -> {
                    tasks.add(Thread.currentThread());
                    stream.askSome(channel, 20, random);
                });
            }
        } else if (!kind(channel).equals("push")) {
            startSenders(node, channel, stream, tasks);
        }
    }

    private void startSenders(Node node, Channel channel, Stream stream, List<Thread> tasks) {
        for (var i = 0; i < 3; i++) {
            var sender = i;
            run(node, "sender", () -> {
                tasks.add(Thread.currentThread());
                stream.sendSome(channel, sender, 10 + random.nextInt(100), random);
            });
        }
    }

    /** When nothing fails any more: a channel that is still open has all its credit. */
    private void probe(Node node, Pipe pipe, List<Channel> opened) throws InterruptedException {
        Thread.sleep(CALM.plusSeconds(20).minus(sim.now()));
        for (var channel : opened) {
            if (channel.state() == Task.State.DONE || "push serve".contains(kind(channel))) {
                continue;
            }
            var stream = of(channel);
            stream.ways.get(3).accepted.clear();
            var before = sim.now();
            for (var i = 0; i < 3 * windowMessages; i++) {
                try {
                    channel.send(new Stream.Item(stream.number, 3, i, new byte[3]));
                } catch (NetException.Closed e) {
                    stream.ways.get(3).open = i;
                    break;
                }
                stream.ways.get(3).accepted.add(i);
                stream.accepted++;
            }
            if (sim.now().minus(before).compareTo(Duration.ofSeconds(60)) > 0) {
                throw new AssertionError(channel + " has lost credit");
            }
        }
        Thread.sleep(END.minus(sim.now()));
    }

    // ---- both

    private void end(Channel channel) {
        of(channel).endIsNear();
        channel.close();
    }

    private void endPipe(Pipe pipe) {
        streams.forEach(Stream::endIsNear);
        if (random.nextBoolean()) {
            pipe.close();
        } else {
            destroyed = true;
            pipe.destroy();
        }
    }

    private Stream of(Channel channel) {
        return streams.get(Integer.parseInt(channel.name().split(" ")[1]));
    }

    private static String kind(Channel channel) {
        return channel.name().split(" ")[0];
    }

    Node node(String host) {
        ThreadFactory virtual = sim.host(host).threads();
        return Node.start(host, sim.host(host).network(), body -> {
            threads++;
            return virtual.newThread(() -> {
                try {
                    body.run();
                } finally {
                    threads--;
                }
            });
        });
    }

    private void run(Node node, String name, Task.Body body) {
        try {
            node.run(name, () -> {
                try {
                    body.run();
                } catch (InterruptedException | NetException.Closed e) {
                    // The usual end.
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
        } catch (IllegalStateException e) {
            // The node is closed already.
        }
    }
}
