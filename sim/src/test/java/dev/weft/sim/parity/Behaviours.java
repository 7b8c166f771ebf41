package dev.weft.sim.parity;

import static dev.weft.sim.parity.World.LONG;
import static dev.weft.sim.parity.World.fill;
import static dev.weft.sim.parity.World.go;
import static dev.weft.sim.parity.World.pattern;
import static dev.weft.sim.parity.World.read;
import static dev.weft.sim.parity.World.readToEnd;
import static dev.weft.sim.parity.World.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.transport.Link;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;

/** What a {@link dev.weft.transport.Network} does, in either world. */
public final class Behaviours {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int DEAF_MAX = 20_000;

    private Behaviours() {}

    /** Something that holds in a world. */
    public record Behaviour(String name, Body body) {}

    /** Shows it, or throws. */
    @FunctionalInterface
    public interface Body {
        /** Runs on a virtual thread. */
        void in(World world) throws Exception;
    }

    /** All of them. */
    public static List<Behaviour> all() {
        var all = new ArrayList<Behaviour>();
        bytes(all);
        pressure(all);
        ends(all);
        resets(all);
        connecting(all);
        listening(all);
        interrupts(all);
        return all;
    }

    private static void bytes(List<Behaviour> all) {
        add(all, "bytes arrive in order", world -> {
            var pair = world.pair();
            var sent = pattern(300_000);
            var reader = go(() -> read(pair.server(), sent.length));
            write(pair.client(), sent);
            assertArrayEquals(sent, reader.get());
        });
        add(all, "both directions at once", world -> {
            var pair = world.pair();
            var sent = pattern(500_000);
            var writers = List.of(go(() -> written(pair.client(), sent)),
                    go(() -> written(pair.server(), sent)));
            var other = go(() -> read(pair.server(), sent.length));
            assertArrayEquals(sent, read(pair.client(), sent.length));
            assertArrayEquals(sent, other.get());
            for (var writer : writers) {
                writer.get();
            }
        });
        add(all, "a read takes what is there and no more than fits", world -> {
            var pair = world.pair();
            write(pair.client(), pattern(10));
            var first = ByteBuffer.allocate(3);
            assertTrue(pair.server().read(first) <= 3);
            assertArrayEquals(pattern(10), joined(first, read(pair.server(),
                    10 - first.position())));
        });
        add(all, "a read returns before its buffer is full", world -> {
            var pair = world.pair();
            write(pair.client(), new byte[1]);
            assertEquals(1, pair.server().read(ByteBuffer.allocate(1000)));
        });
        add(all, "a read into a full buffer is refused", world -> {
            var pair = world.pair();
            assertThrows(IllegalArgumentException.class,
                    () -> pair.client().read(ByteBuffer.allocate(0)));
        });
        add(all, "an empty write takes nothing", world ->
                assertEquals(0, world.pair().client().tryWrite(ByteBuffer.allocate(0))));
        add(all, "a large message arrives whole", world -> {
            var pair = world.pair();
            var sent = pattern(4_000_000);
            var reader = go(() -> read(pair.server(), sent.length));
            write(pair.client(), sent);
            assertArrayEquals(sent, reader.get());
        });
        add(all, "a hundred links at once", world -> {
            var listener = world.listen();
            var echoes = new ArrayList<FutureTask<byte[]>>();
            for (var i = 0; i < 100; i++) {
                var link = world.connect(listener.port());
                var peer = listener.accept();
                go(() -> written(peer, read(peer, 1000)));
                echoes.add(go(() -> {
                    write(link, pattern(1000));
                    return read(link, 1000);
                }));
            }
            for (var echo : echoes) {
                assertArrayEquals(pattern(1000), echo.get());
            }
        });
    }

    private static void pressure(List<Behaviour> all) {
        add(all, "a writer is stopped when the reader does not read", world ->
                assertTrue(fill(world.pair().client()) > 0));
        add(all, "a stopped writer goes on when the reader reads", world -> {
            var pair = world.pair();
            var taken = fill(pair.client());
            var writer = go(() -> {
                pair.client().awaitWritable();
                return pair.client().tryWrite(ByteBuffer.allocate(1));
            });
            read(pair.server(), (int) taken);
            assertEquals(1, writer.get());
        });
        add(all, "a slow reader of one link does not stop another", world -> {
            var listener = world.listen();
            var slow = world.connect(listener.port());
            listener.accept();
            fill(slow);
            var link = world.connect(listener.port());
            var peer = listener.accept();
            write(link, pattern(100));
            assertArrayEquals(pattern(100), read(peer, 100));
        });
        add(all, "the other direction flows while one is full", world -> {
            var pair = world.pair();
            fill(pair.client());
            write(pair.server(), pattern(100));
            assertArrayEquals(pattern(100), read(pair.client(), 100));
        });
    }

    private static void ends(List<Behaviour> all) {
        add(all, "the end comes after all bytes", world -> {
            var pair = world.pair();
            var reader = go(() -> readToEnd(pair.server()));
            write(pair.client(), pattern(200_000));
            pair.client().close();
            assertEquals(200_000, reader.get());
        });
        add(all, "the end is told again and again", world -> {
            var pair = world.pair();
            pair.client().close();
            assertEquals(0, readToEnd(pair.server()));
            assertEquals(-1, pair.server().read(ByteBuffer.allocate(1)));
        });
        add(all, "bytes before the end wait for a reader that comes late", world -> {
            var listener = world.listen();
            var link = world.connect(listener.port());
            write(link, pattern(1000));
            link.close();
            assertEquals(1000, readToEnd(listener.accept()));
        });
        add(all, "close twice is close once", world -> {
            var pair = world.pair();
            pair.client().close();
            pair.client().close();
            assertEquals(0, readToEnd(pair.server()));
        });
        add(all, "nothing can be done after close", world -> {
            var link = world.pair().client();
            link.close();
            assertThrows(IOException.class, () -> link.read(ByteBuffer.allocate(1)));
            assertThrows(IOException.class, () -> link.tryWrite(ByteBuffer.allocate(1)));
            assertThrows(IOException.class, link::awaitWritable);
        });
        add(all, "close wakes a reader", world -> {
            var pair = world.pair();
            var reader = go(() -> assertThrows(IOException.class,
                    () -> pair.client().read(ByteBuffer.allocate(1))));
            Thread.yield();
            pair.client().close();
            reader.get();
        });
        add(all, "close wakes a writer", world -> {
            var pair = world.pair();
            fill(pair.client());
            var writer = go(() -> assertThrows(IOException.class,
                    () -> pair.client().awaitWritable()));
            Thread.yield();
            pair.client().close();
            writer.get();
        });
    }

    private static void resets(List<Behaviour> all) {
        add(all, "close with unread bytes resets the peer", world -> {
            var pair = world.pair();
            write(pair.server(), pattern(1000));
            pair.client().read(ByteBuffer.allocate(1));
            pair.client().close();
            assertThrows(IOException.class, () -> readToEnd(pair.server()));
        });
        add(all, "writes to a peer that has closed fail in the end", world -> {
            var pair = world.pair();
            pair.client().close();
            assertEquals(0, readToEnd(pair.server()));
            assertThrows(IOException.class, () -> {
                while (true) {
                    write(pair.server(), new byte[1000]);
                    Thread.yield();
                }
            });
        });
        add(all, "a reset link stays broken", world -> {
            var pair = world.pair();
            write(pair.server(), pattern(1000));
            pair.client().read(ByteBuffer.allocate(1));
            pair.client().close();
            assertThrows(IOException.class, () -> readToEnd(pair.server()));
            assertThrows(IOException.class, () -> {
                while (true) {
                    write(pair.server(), new byte[1000]);
                }
            });
        });
    }

    private static void connecting(List<Behaviour> all) {
        add(all, "a connect where nobody listens is refused", world -> {
            var port = unused(world);
            assertThrows(ConnectException.class, () -> world.connect(port));
        });
        add(all, "an unknown host is unknown", world ->
                assertThrows(UnknownHostException.class, () -> world.client.connect(
                        "no such host", 7, Map.of(), LONG)));
        add(all, "a connect that nobody answers times out", world -> {
            var port = deaf(world);
            assertThrows(SocketTimeoutException.class, () -> world.connect(port, SHORT));
        });
        add(all, "both ends know each other's address", world -> {
            var pair = world.pair();
            assertEquals(pair.client().local(), pair.server().remote());
            assertEquals(pair.client().remote(), pair.server().local());
            assertNotEquals(pair.client().local(), pair.client().remote());
        });
        add(all, "an option that links do not have is refused", world -> {
            var port = world.listen().port();
            var failure = assertThrows(IOException.class, () -> world.client.connect(world.host,
                    port, Map.of(StandardSocketOptions.IP_MULTICAST_TTL, 1), LONG));
            assertTrue(failure.getMessage().contains("IP_MULTICAST_TTL"), failure::toString);
        });
        add(all, "many links one after the other", world -> {
            var listener = world.listen();
            for (var i = 0; i < 200; i++) {
                try (var link = world.connect(listener.port()); var peer = listener.accept()) {
                    write(link, new byte[] {(byte) i});
                    assertEquals((byte) i, read(peer, 1)[0]);
                }
            }
        });
    }

    private static void listening(List<Behaviour> all) {
        add(all, "a port in use is refused", world -> {
            var port = world.listen().port();
            assertThrows(BindException.class, () -> world.listen(port));
        });
        add(all, "a port is free again after close", world -> {
            var listener = world.listen();
            listener.close();
            assertEquals(listener.port(), world.listen(listener.port()).port());
        });
        add(all, "port 0 gives different free ports", world ->
                assertNotEquals(world.listen().port(), world.listen().port()));
        add(all, "links connect before they are accepted", world -> {
            var listener = world.listen();
            var first = world.connect(listener.port());
            world.connect(listener.port());
            write(first, new byte[] {42});
            assertEquals(42, read(listener.accept(), 1)[0]);
            listener.accept();
        });
        add(all, "close of a listener wakes accept and leaves its links", world -> {
            var listener = world.listen();
            var link = world.connect(listener.port());
            var peer = listener.accept();
            var accept = go(() -> assertThrows(IOException.class, listener::accept));
            Thread.yield();
            listener.close();
            accept.get();
            write(link, pattern(10));
            assertArrayEquals(pattern(10), read(peer, 10));
            assertThrows(ConnectException.class, () -> world.connect(listener.port()));
        });
    }

    private static void interrupts(List<Behaviour> all) {
        add(all, "an interrupt harms no read and stays set", world -> {
            var pair = world.pair();
            var reader = go(() -> {
                Thread.currentThread().interrupt();
                pair.client().read(ByteBuffer.allocate(1));
                return Thread.interrupted();
            });
            write(pair.server(), new byte[1]);
            assertTrue(reader.get());
            write(pair.server(), new byte[1]);
            assertEquals(1, pair.client().read(ByteBuffer.allocate(1)));
        });
        add(all, "an interrupt ends a connect", world -> {
            var port = deaf(world);
            var connect = go(() -> {
                Thread.currentThread().interrupt();
                return assertThrows(InterruptedException.class, () -> world.connect(port));
            });
            connect.get();
        });
    }

    /** The port of a listener that accepts nobody and whose queue is full. */
    private static int deaf(World world) throws IOException, InterruptedException {
        var port = world.listen().port();
        for (var i = 0; i < DEAF_MAX; i++) {
            try {
                world.connect(port, SHORT);
            } catch (SocketTimeoutException e) {
                return port;
            }
        }
        throw new AssertionError("the queue of a listener is never full");
    }

    private static int unused(World world) throws IOException {
        var listener = world.listen();
        listener.close();
        return listener.port();
    }

    private static boolean written(Link link, byte[] bytes)
            throws IOException {
        write(link, bytes);
        return true;
    }

    private static byte[] joined(ByteBuffer first, byte[] rest) {
        return ByteBuffer.allocate(first.position() + rest.length)
                .put(first.flip()).put(rest).array();
    }

    private static void add(List<Behaviour> all, String name, Body body) {
        all.add(new Behaviour(name, body));
    }
}
