package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.wire.Frame;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that want all for themselves: what they get is bounded, they are found out, and another
 * pipe of the same node works all the while.
 *
 * <p>{@code -Dgreedy.handshakes=9500} leaves so many handshakes half done, two descriptors each.
 */
@Timeout(120)
class GreedyPeerTest {

    private static final int HANDSHAKES = Integer.getInteger("greedy.handshakes", 300);
    private static final UnaryOperator<Binding> QUICK =
            it -> it.heartbeat(Duration.ofMillis(50), Duration.ofMillis(400));

    /** A node with a neighbour who must not notice anything. */
    private static final class Victim implements AutoCloseable {
        final Counted there = new Counted("victim");
        final LinkedBlockingQueue<CloseReason> reasons = new LinkedBlockingQueue<>();
        final CountDownLatch go = new CountDownLatch(1);
        final Listener listener;
        private final Node neighbour = Node.start("neighbour");
        private final Channel talk;
        private final int idle;

        Victim(UnaryOperator<Binding> settings) throws InterruptedException {
            listener = settings.apply(there.node.bind(Pair.TCP)).onClose(reasons::add)
                    .onAccepted("stuck", (pipe, channel) -> go.await())
                    .onAccepted("echo", (pipe, channel) ->
                            channel.on(byte[].class, channel::send))
                    .onAccepted("serve", (pipe, channel) ->
                            channel.serve(String.class, text -> new byte[60_000]))
                    .listen();
            var good = there.node.bind(Pair.TCP).onAccepted((pipe, channel) ->
                    channel.on(String.class, channel::send)).listen();
            talk = neighbour.connect("tcp://127.0.0.1:" + good.port() + "/msgpack").open("talk");
            talkAsUsual();
            Counted.await(() -> there.threads() <= 4); // two listeners, one reader, the timers
            idle = there.threads();
        }

        void talkAsUsual() throws InterruptedException {
            for (var i = 0; i < 20; i++) {
                talk.send("still there? " + i);
                assertEquals("still there? " + i, talk.receive(String.class));
            }
        }

        RawPeer peer() throws IOException {
            return new RawPeer(listener.port());
        }

        RawPeer greeted() throws IOException {
            return peer().say(RawPeer.hello());
        }

        /** Nothing of the greedy peers is left. */
        @Override
        public void close() {
            try {
                talkAsUsual();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            go.countDown();
            Counted.await(() -> there.threads() <= idle);
            neighbour.close();
            there.close();
        }
    }

    @Test
    void halfDoneHandshakesAreBoundedAndCutAtTheirDeadline() throws Exception {
        var half = java.util.Arrays.copyOf(RawPeer.hello(), 11);
        try (var victim = new Victim(it -> it.maxPipes(HANDSHAKES - 10)
                .handshakeTimeout(Duration.ofSeconds(2)))) {
            var peers = new ArrayList<RawPeer>();
            for (var i = 0; i < HANDSHAKES; i++) {
                var peer = victim.peer();
                peers.add(peer);
                try {
                    peer.say(half);
                } catch (IOException e) {
                    // One of those that are over maxPipes.
                }
            }
            victim.talkAsUsual();
            for (var peer : peers) {
                peer.awaitCut();
                peer.close();
            }
            victim.greeted().close(); // there is room again
        }
    }

    @Test
    void whoNeverReadsLosesItsPipeWhenItIsOwedTooMuch() throws Exception {
        try (var victim = new Victim(it -> it); var peer = victim.greeted()) {
            peer.open(1, "echo").say(
                    RawPeer.message(1, Frame.Kind.MESSAGE, 0, new byte[10_000]));
            var pings = new byte[50_000];
            for (var i = 0; i < pings.length; i += 5) {
                System.arraycopy(RawPeer.bytes(new Frame.Ping()), 0, pings, i, 5);
            }
            try {
                while (victim.reasons.isEmpty()) {
                    peer.say(pings);
                }
            } catch (IOException e) {
                // Cut off.
            }
            var reason = assertInstanceOf(
                    CloseReason.TransportFailed.class, victim.reasons.take());
            assertTrue(reason.cause().getMessage().contains("does not read"),
                    reason.cause()::getMessage);
        }
    }

    @Test
    void whoAsksAndNeverReadsTheAnswersIsFoundDeadByTheHeartbeat() throws Exception {
        try (var victim = new Victim(QUICK); var peer = victim.greeted()) {
            peer.open(1, "serve");
            for (var i = 1; i <= 200; i++) {
                peer.say(RawPeer.message(1, Frame.Kind.REQUEST, i, "more"));
            }
            assertInstanceOf(CloseReason.HeartbeatLost.class, victim.reasons.take());
        }
    }

    @Test
    void whoOpensAndClosesChannelsInALoopGetsABoundedNumberOfThreads() throws Exception {
        try (var victim = new Victim(it -> it.maxOpenChannels(8)); var peer = victim.greeted()) {
            for (var i = 0; i < 3_000; i++) {
                peer.open(2 * i + 1, "stuck").say(new Frame.Close(2 * i + 1, false, ""));
            }
            peer.say(new Frame.Open(6_001, 1, 1, "last"));
            var answers = peer.in();
            var refused = 0;
            for (var number = 0; number != 6_001; ) {
                var frame = answers.readNBytes(answers.readNBytes(4)[3] & 0xFF);
                if (frame[0] == 4) {
                    refused++;
                    number = java.nio.ByteBuffer.wrap(frame).getInt(1);
                }
            }
            assertTrue(refused > 1_900, "only " + refused + " were refused");
            assertTrue(victim.there.threads() < 1_100, victim.there.threads() + " threads");
        }
    }

    @Test
    void aFloodOfPingsIsAnsweredAndHurtsNobody() throws Exception {
        try (var victim = new Victim(it -> it); var peer = victim.greeted()) {
            var flood = Thread.startVirtualThread(() -> {
                try {
                    for (var i = 0; i < 20_000; i++) {
                        peer.say(new Frame.Ping());
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            victim.talkAsUsual();
            var answers = peer.in();
            var hello = answers.readNBytes(4)[3];
            answers.readNBytes(hello);
            assertEquals(100_000, answers.readNBytes(5 * 20_000).length);
            flood.join();
        }
    }

    @Test
    void bothSidesOfAPipeThatIsSilentWithoutAnEndHearOfIt() throws Exception {
        try (var victim = new Victim(QUICK); var proxy = new Proxy(victim.listener.port());
                var client = new Counted("client")) {
            var pipe = QUICK.apply(client.node.bind(
                    "tcp://127.0.0.1:" + proxy.port() + "/msgpack")).connect();
            var channel = pipe.open("echo");
            channel.send(new byte[5]);
            channel.receive();
            proxy.stop();
            assertInstanceOf(CloseReason.HeartbeatLost.class, pipe.join());
            assertInstanceOf(CloseReason.HeartbeatLost.class, victim.reasons.take());
        }
    }

    /** Passes bytes on until it is told to stop; then it holds both connections, and is silent. */
    private static final class Proxy implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0);
        private final java.util.List<Socket> sockets =
                java.util.Collections.synchronizedList(new ArrayList<>());
        private volatile boolean stopped;

        Proxy(int target) throws IOException {
            Thread.startVirtualThread(() -> {
                try {
                    var here = server.accept();
                    var there = new Socket("127.0.0.1", target);
                    sockets.add(here);
                    sockets.add(there);
                    Thread.startVirtualThread(() -> pass(here, there));
                    pass(there, here);
                } catch (IOException e) {
                    // The test is over.
                }
            });
        }

        private void pass(Socket from, Socket to) {
            try {
                var bytes = new byte[8192];
                for (var count = from.getInputStream().read(bytes); count > 0;
                        count = from.getInputStream().read(bytes)) {
                    if (!stopped) {
                        to.getOutputStream().write(bytes, 0, count);
                    }
                }
            } catch (IOException e) {
                // As above.
            }
        }

        int port() {
            return server.getLocalPort();
        }

        void stop() {
            stopped = true;
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}
