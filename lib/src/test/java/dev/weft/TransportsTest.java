package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.transport.Link;
import dev.weft.transport.Network;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transports by name, and the options of their sockets. */
@Timeout(60)
class TransportsTest {

    /** A transport of a user's own: counts what goes over tcp. */
    private record Counting(Network tcp, AtomicInteger links) implements Network {
        @Override
        public Link connect(String host, int port, Map<SocketOption<?>, Object> options,
                Duration timeout) throws IOException, InterruptedException {
            links.incrementAndGet();
            return tcp.connect(host, port, options, timeout);
        }

        @Override
        public Link.Listener listen(String host, int port, Map<SocketOption<?>, Object> options)
                throws IOException {
            links.incrementAndGet();
            return tcp.listen(host, port, options);
        }
    }

    @Test
    void aTransportIsAddedUsedAndRemovedWhileItsPipesGoOn() throws Exception {
        var links = new AtomicInteger();
        try (var node = Node.start()) {
            node.transports().add("counting", new Counting(node.transports().find("tcp"), links));
            var listener = node.listen("counting://127.0.0.1:0/msgpack",
                    (pipe, channel) -> channel.on(String.class, channel::send));
            var address = "counting://127.0.0.1:" + listener.port() + "/msgpack";
            var channel = node.connect(address).open("one");
            assertEquals(2, links.get());

            assertTrue(node.transports().remove("counting"));
            assertFalse(node.transports().remove("counting"));
            channel.send("still here");
            assertEquals("still here", channel.receive(String.class));
            var thrown = assertThrows(
                    IllegalArgumentException.class, () -> node.connect(address));
            assertTrue(thrown.getMessage().contains(
                    "no transport \"counting\"; there are local, tcp, unix"), thrown.getMessage());
        }
    }

    @Test
    void namesAreUniqueAndFitIntoEndpoints() {
        try (var node = Node.start()) {
            var tcp = node.transports().find("tcp");
            for (var name : new String[] {"tcp", "local", "", "a b", "a/b", "9p"}) {
                assertThrows(IllegalArgumentException.class,
                        () -> node.transports().add(name, tcp), name);
            }
            assertTrue(node.transports().remove("tcp"));
            node.transports().add("tcp", tcp);
        }
    }

    @Test
    void optionsAreSetBeforeAndAfterOpening() throws Exception {
        try (var pair = Pair.with(Pair.TCP, it -> it.onAccepted((pipe, channel) -> {}),
                it -> it.option(StandardSocketOptions.SO_KEEPALIVE, true)
                        .option(StandardSocketOptions.TCP_NODELAY, false))) {
            var socket = pair.pipe.unwrap(SocketChannel.class);
            assertTrue(socket.getOption(StandardSocketOptions.SO_KEEPALIVE));
            assertFalse(socket.getOption(StandardSocketOptions.TCP_NODELAY));
            pair.pipe.option(StandardSocketOptions.TCP_NODELAY, true);
            assertTrue(socket.getOption(StandardSocketOptions.TCP_NODELAY));
        }
    }

    @Test
    void anOptionThatTheTransportLacksIsRefusedWithTheOnesItHas() throws Exception {
        var multicast = StandardSocketOptions.IP_MULTICAST_TTL;
        try (var pair = Pair.over(Pair.TCP, (pipe, channel) -> {})) {
            for (var thrown : new RuntimeException[] {
                assertThrows(IllegalArgumentException.class, () -> pair.pipe.option(multicast, 1)),
                assertThrows(NetException.ConnectFailed.class,
                        () -> pair.client.bind(pair.address()).option(multicast, 1).connect()),
                assertThrows(NetException.ListenFailed.class,
                        () -> pair.client.bind(Pair.TCP).option(multicast, 1).listen())}) {
                assertTrue(thrown.getMessage().contains("transport tcp has no option "
                        + "IP_MULTICAST_TTL; it takes "), thrown.getMessage());
                assertTrue(thrown.getMessage().contains("TCP_NODELAY"), thrown.getMessage());
            }
            var wrong = assertThrows(IllegalArgumentException.class,
                    () -> pair.pipe.option(StandardSocketOptions.SO_SNDBUF, -1));
            assertTrue(wrong.getMessage().contains("SO_SNDBUF can't be -1"), wrong.getMessage());
        }
    }

    @Test
    void whatATransportIsNotMadeOfCantBeUnwrapped() throws Exception {
        for (var endpoint : new String[] {Pair.TCP, Pair.LOCAL}) {
            try (var pair = Pair.over(endpoint, (pipe, channel) -> {})) {
                var thrown = assertThrows(IllegalArgumentException.class,
                        () -> pair.pipe.unwrap(javax.net.ssl.SSLSession.class));
                assertTrue(thrown.getMessage().contains("has no javax.net.ssl.SSLSession"),
                        thrown.getMessage());
            }
        }
    }

    @Test
    void aLocalPipeHasNoOptions() throws Exception {
        try (var pair = Pair.over(Pair.LOCAL, (pipe, channel) -> {})) {
            assertThrows(IllegalArgumentException.class,
                    () -> pair.pipe.option(StandardSocketOptions.TCP_NODELAY, true));
            assertThrows(IllegalArgumentException.class, () -> pair.client.bind(Pair.LOCAL)
                    .option(StandardSocketOptions.TCP_NODELAY, true));
        }
    }
}
