package dev.weft.fuzz;

import dev.weft.transport.Link;
import dev.weft.transport.Network;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A connection whose other end is a {@link Session}: it says what stands there, in these pieces, no
 * matter what it hears, and then ends.
 */
final class ScriptedLink implements Link {

    /** Where a node meets such links, both as listener and as the one who connects. */
    static final class Net implements Network {
        private final LinkedBlockingQueue<ScriptedLink> in = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<ScriptedLink> out = new LinkedBlockingQueue<>();

        /** The other end connects, or will be connected to. */
        void offer(ScriptedLink link) {
            (link.session.connector() ? in : out).add(link);
        }

        @Override
        public Link connect(String host, int port, Map<SocketOption<?>, Object> options,
                Duration timeout) throws InterruptedException {
            return out.take();
        }

        @Override
        public Link.Listener listen(String host, int port, Map<SocketOption<?>, Object> options) {
            return new Gate();
        }

        private final class Gate implements Link.Listener {
            private final ScriptedLink end = new ScriptedLink(Session.EMPTY);

            @Override
            public Link accept() throws IOException {
                try {
                    var link = in.take();
                    if (link == end) {
                        throw new IOException("closed");
                    }
                    return link;
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }

            @Override
            public int port() {
                return 1;
            }

            @Override
            public void close() {
                in.add(end);
            }
        }
    }

    private final Session session;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    // Confined to the reader.
    private int said;
    private int pieces;
    /** What the node has written; guarded by this link's one writer at a time. */
    private ByteBuffer heard = ByteBuffer.allocate(1024);
    private int heardTotal;

    ScriptedLink(Session session) {
        this.session = session;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        var bytes = session.bytes();
        if (isClosed()) {
            throw new IOException("closed");
        }
        if (said == session.pauseAt()) {
            awaitAsked();
        }
        if (said == bytes.length) {
            if (session.reset()) {
                throw new IOException("Connection reset");
            }
            return -1;
        }
        var until = said < session.pauseAt()
                ? Math.min(session.pauseAt(), bytes.length) : bytes.length;
        var count = Math.min(Math.min(session.piece(pieces++), until - said), into.remaining());
        into.put(bytes, said, count);
        said += count;
        return count;
    }

    /** A server that is to answer an Open waits for it, or for the end. */
    private void awaitAsked() throws IOException {
        try {
            asked.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public int tryWrite(ByteBuffer from) throws IOException {
        if (isClosed()) {
            throw new IOException("closed");
        }
        var given = from.remaining();
        var count = Math.min(given, session.readsUpTo() - heardTotal);
        if (heard.remaining() < count) {
            heard = ByteBuffer.allocate(2 * (heard.capacity() + count)).put(heard.flip());
        }
        heard.put(from.slice(from.position(), count));
        from.position(from.position() + count);
        heardTotal += count;
        if (heardTotal > 4 && heardTotal > 4 + heard.getInt(0) || count < given) {
            asked.countDown(); // more than the hello, or all that this end will ever read
        }
        return count;
    }

    @Override
    public void awaitWritable() throws IOException {
        if (heardTotal >= session.readsUpTo()) {
            awaitClosed();
        }
    }

    /** All that the node has written, once it is closed. */
    ByteBuffer heard() {
        return heard.duplicate().flip();
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void awaitClosed() throws IOException {
        try {
            closed.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    boolean awaitClosed(Duration timeout) throws InterruptedException {
        return closed.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
        asked.countDown();
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) {}

    @Override
    public String local() {
        return "victim";
    }

    @Override
    public String remote() {
        return "script";
    }
}
