package dev.weft.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** A network of its own with one listener on loopback, and what the tests do with links. */
final class TcpFixture implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(30);

    final TcpNetwork network = new TcpNetwork();
    final Link.Listener listener;
    private final List<Link> opened = new ArrayList<>();

    TcpFixture() throws IOException {
        listener = network.listen("127.0.0.1", 0, Map.of());
    }

    /** Both ends of a connection. */
    record Ends(Link client, Link server) {}

    Ends connected() throws Exception {
        var client = network.connect("127.0.0.1", listener.port(), Map.of(), LONG);
        var server = listener.accept();
        opened.add(client);
        opened.add(server);
        return new Ends(client, server);
    }

    /** Runs on a virtual thread that the test can look at, interrupt and join. */
    static final class Running<T> {
        final FutureTask<T> task;
        final Thread thread;

        private Running(Callable<T> body, Thread.Builder builder) {
            task = new FutureTask<>(body);
            thread = builder.start(task);
        }

        /** Returns when the thread waits; the test's time-out ends this if it never does. */
        Running<T> parked() {
            while (thread.getState() != Thread.State.WAITING
                    && thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            return this;
        }

        T result() throws Exception {
            return task.get();
        }
    }

    static <T> Running<T> running(Callable<T> body) {
        return new Running<>(body, Thread.ofVirtual());
    }

    /** A platform thread waits in the kernel, where it seems to run: nothing tells when it does. */
    static <T> Running<T> onPlatform(Callable<T> body) {
        return new Running<>(body, Thread.ofPlatform().daemon());
    }

    static ByteBuffer bytes(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    static void write(Link link, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            if (link.tryWrite(from) == 0) {
                link.awaitWritable();
            }
        }
    }

    static String read(Link link, int count) throws IOException {
        var buffer = ByteBuffer.allocateDirect(count);
        while (buffer.hasRemaining()) {
            if (link.read(buffer) < 0) {
                throw new IOException("ended after " + buffer.position() + " of " + count);
            }
        }
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    /** Writes until the socket takes no more. */
    static long fill(Link link) throws IOException {
        var buffer = ByteBuffer.allocateDirect(64 * 1024);
        var total = 0L;
        while (true) {
            var count = link.tryWrite(buffer.clear());
            if (count == 0) {
                return total;
            }
            total += count;
        }
    }

    @Override
    public void close() {
        listener.close();
        for (var link : opened) {
            link.close();
        }
    }
}
