package dev.weft.fuzz;

import dev.weft.Channel;
import dev.weft.CloseReason;
import dev.weft.NetException;
import dev.weft.Node;
import dev.weft.Pipe;
import dev.weft.wire.FrameReader;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * A node that meets one {@link Session} after the other, and what must hold after each: the pipe
 * has ended with a reason, what the node said were frames, no thread is left, nothing was logged as
 * an error of ours, and its other pipe works as before.
 */
final class Victim implements AutoCloseable {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Logger LOGGER = Logger.getLogger("dev.weft");

    private final ScriptedLink.Net net = new ScriptedLink.Net();
    private final AtomicInteger live = new AtomicInteger();
    private final LinkedBlockingQueue<CloseReason> reasons = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<LogRecord> log = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            log.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final Node node;
    private final Channel neighbour;
    private final int idle;

    Victim() throws InterruptedException {
        LOGGER.setUseParentHandlers(false);
        LOGGER.setLevel(Level.WARNING);
        LOGGER.addHandler(handler);
        ThreadFactory virtual = Thread.ofVirtual().factory();
        node = Node.start("victim", net, body -> {
            live.incrementAndGet();
            return virtual.newThread(() -> {
                try {
                    body.run();
                } finally {
                    live.decrementAndGet();
                }
            });
        });
        node.listen("local://neighbour", (pipe, channel) -> channel.on(String.class,
                channel::send));
        neighbour = node.connect("local://neighbour").open("neighbour");
        node.bind("tcp://here:1/msgpack").window(4096, 8).maxMessageBytes(64 * 1024)
                .maxOpenChannels(8).onClose(reasons::add)
                .onAccepted("echo", (pipe, channel) -> serve(channel))
                .onAccepted("serve", (pipe, channel) -> serve(channel))
                .onAccepted("take", (pipe, channel) -> {
                    while (true) {
                        channel.receive().as(HostileBodies.Say.class);
                    }
                })
                .onAccepted("hold", (pipe, channel) -> {})
                .onAccepted("close", (pipe, channel) -> channel.close())
                .listen();
        meet(Session.EMPTY).awaitClosed(LONG); // by then all that stays has started
        checkNeighbour();
        awaitQuiet(null);
        idle = live.get();
    }

    private static void serve(Channel channel) {
        channel.on(HostileBodies.Say.class, channel::send)
                .on(HostileBodies.Deep.class, channel::send)
                .on(HostileBodies.Painted.class, channel::trySend)
                .serve(HostileBodies.Ask.class,
                        ask -> new HostileBodies.Say("" + ask.n(), 1, java.util.List.of()));
    }

    /** Plays a session and tells its outcome in words that are the same for its like. */
    String play(Session session) throws Exception {
        log.clear();
        reasons.clear();
        var link = meet(session);
        if (!link.awaitClosed(LONG)) {
            throw new AssertionError("the pipe has not ended: " + node);
        }
        awaitQuiet(session);
        checkHeard(link, session);
        checkLog();
        var reason = reasons.poll();
        if (reason instanceof CloseReason.TransportFailed failed
                && failed.cause().getMessage().contains("failed:")) {
            throw new AssertionError("a thread of ours failed", failed.cause());
        }
        var told = log.stream().map(LogRecord::getMessage)
                .filter(line -> line.contains("protocol violated: ")).findFirst()
                .map(line -> line.replaceAll(".*protocol violated: |\\(dev.weft.*", "")).orElse("");
        return outline((session.connector() ? "" : "server: ") + reason + " " + told);
    }

    /** Without what differs between its like. */
    private static String outline(String text) {
        return text.replaceAll("\"[^\"]*\"", "…").replaceAll("\\[[^\\]]*\\]+", "[]")
                .replaceAll("-?\\d+", "#").replaceAll("\\s+", " ").replaceAll("(# )+", "# ");
    }

    private ScriptedLink meet(Session session) throws InterruptedException {
        var link = new ScriptedLink(session);
        net.offer(link);
        if (!session.connector()) {
            try (var pipe = node.bind("tcp://there:1/msgpack").window(4096, 8)
                    .maxMessageBytes(64 * 1024).onClose(reasons::add).connect()) {
                use(pipe);
                pipe.join();
            } catch (NetException e) {
                // As it should, when the server is none.
            }
        }
        return link;
    }

    private static void use(Pipe pipe) throws InterruptedException {
        var channel = pipe.open("asked", Victim::serve);
        channel.trySend(new HostileBodies.Say("hello", 1, java.util.List.of()));
        channel.request(new HostileBodies.Ask(1, new byte[3], 1), HostileBodies.Say.class, LONG);
    }

    private void awaitQuiet(Session after) {
        var deadline = System.nanoTime() + LONG.toNanos();
        var most = after == null ? live.get() : idle;
        while (live.get() > most) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("threads are left: " + (live.get() - most));
            }
            Thread.yield();
        }
    }

    private static void checkHeard(ScriptedLink link, Session session) throws ProtocolException {
        var heard = link.heard();
        var reader = new FrameReader();
        while (reader.read(heard) != null) {
            // What a node says are frames, whatever it heard.
        }
        if (heard.hasRemaining() && session.readsUpTo() == Integer.MAX_VALUE) {
            throw new AssertionError("half a frame was written: " + heard.remaining());
        }
    }

    private void checkLog() {
        for (var line : log) {
            var text = line.getMessage();
            if (text.chars().anyMatch(c -> c < ' ' || c == 127)) {
                throw new AssertionError("a peer writes lines of its own to the log: " + text);
            }
            if (line.getLevel() == Level.SEVERE && !(line.getThrown() instanceof NetException)) {
                throw new AssertionError(text, line.getThrown());
            }
        }
    }

    /** The others are unharmed. */
    void checkNeighbour() throws InterruptedException {
        neighbour.send("there?");
        if (!neighbour.receive(String.class).equals("there?")) {
            throw new AssertionError("the neighbour hears something else");
        }
    }

    @Override
    public void close() {
        node.close();
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (live.get() > 0 && System.nanoTime() < deadline) {
            Thread.yield();
        }
        if (live.get() > 0) {
            throw new AssertionError(live.get() + " threads outlive the node");
        }
    }
}
