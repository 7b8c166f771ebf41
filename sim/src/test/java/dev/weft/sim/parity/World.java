package dev.weft.sim.parity;

import dev.weft.transport.Link;
import dev.weft.transport.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Two ends of a network, real or simulated, and what the behaviours do with them. */
public final class World implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(30);

    final Network client;
    final Network server;
    final String host;
    private final String any;
    private final List<Runnable> opened = new ArrayList<>();

    /**
     * A world.
     *
     * @param host the server's name
     * @param any where the server listens
     */
    public World(Network client, Network server, String host, String any) {
        this.client = client;
        this.server = server;
        this.host = host;
        this.any = any;
    }

    /** Both ends of a connection. */
    record Pair(Link client, Link server) {}

    Link.Listener listen() throws IOException {
        return listen(0);
    }

    Link.Listener listen(int port) throws IOException {
        var listener = server.listen(any, port, Map.of());
        opened.add(listener::close);
        return listener;
    }

    Link connect(int port) throws IOException, InterruptedException {
        return connect(port, LONG);
    }

    Link connect(int port, Duration timeout) throws IOException, InterruptedException {
        return kept(client.connect(host, port, Map.of(), timeout));
    }

    Pair pair() throws IOException, InterruptedException {
        var listener = listen();
        var link = connect(listener.port());
        return new Pair(link, kept(listener.accept()));
    }

    /** Runs this on a thread of its own. */
    static <T> FutureTask<T> go(Callable<T> body) {
        var task = new FutureTask<>(body);
        Thread.startVirtualThread(task);
        return task;
    }

    static void write(Link link, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (link.tryWrite(buffer) == 0) {
                link.awaitWritable();
            }
        }
    }

    static byte[] read(Link link, int count) throws IOException {
        var buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (link.read(buffer) < 0) {
                throw new IOException("ended after " + buffer.position() + " of " + count);
            }
        }
        return buffer.array();
    }

    /** How much it reads until the peer's end. */
    static int readToEnd(Link link) throws IOException {
        var buffer = ByteBuffer.allocate(8192);
        var total = 0;
        for (var count = link.read(buffer); count >= 0; count = link.read(buffer.clear())) {
            total += count;
        }
        return total;
    }

    /** Writes until the link takes no more; returns how much it took. */
    static long fill(Link link) throws IOException {
        var buffer = ByteBuffer.allocate(64 * 1024);
        var total = 0L;
        // A real kernel may take some more a little later: full is what stays full.
        for (var refused = 0; refused < 100; ) {
            var count = link.tryWrite(buffer.clear());
            total += count;
            refused = count == 0 ? refused + 1 : 0;
            Thread.yield();
        }
        return total;
    }

    static byte[] pattern(int count) {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    private Link kept(Link link) {
        opened.add(link::close);
        return link;
    }

    @Override
    public void close() {
        opened.reversed().forEach(Runnable::run);
    }
}
