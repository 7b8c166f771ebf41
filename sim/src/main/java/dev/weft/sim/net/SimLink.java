package dev.weft.sim.net;

import dev.weft.sim.core.Life;
import dev.weft.sim.core.Waiters;
import dev.weft.sim.events.Moment;
import dev.weft.transport.Link;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One end of a simulated connection.
 *
 * <p>What it has written and the peer has not yet read is bounded by {@link #WINDOW_BYTES}, as by
 * the send and receive buffers of TCP. The peer tells what it has read by packets of its own, so
 * that a cut stops the writer too. Confined to the carrier; read and write block only their thread.
 */
final class SimLink implements Link {

    /** Send buffer and receive buffer together. */
    static final int WINDOW_BYTES = 128 * 1024;

    /** A reader tells what it has read when it is this much. */
    private static final int UPDATE_BYTES = WINDOW_BYTES / 4;

    private final Machine machine;
    private final Life life;
    private final int port;
    private final Flow out;
    private final String remote;
    private final Waiters readers;
    private final Waiters writers;
    private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();

    private @Nullable SimLink peer;
    private int unread;
    private int readSinceUpdate;
    private boolean ended;
    private boolean reset;
    private boolean closed;

    SimLink(Machine machine, Life life, int port, Flow out, String remote) {
        this.machine = machine;
        this.life = life;
        this.port = port;
        this.out = out;
        this.remote = remote;
        readers = new Waiters(machine.loop());
        writers = new Waiters(machine.loop());
        machine.add(this);
    }

    /** The handshake made these two a connection. */
    static void join(SimLink one, SimLink other) {
        one.peer = other;
        other.peer = one;
    }

    Flow out() {
        return out;
    }

    Life life() {
        return life;
    }

    boolean isTo(Machine other) {
        return out.path().to() == other;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException(this + ": no room in the buffer to read into");
        }
        while (true) {
            checkUsable();
            if (!arrived.isEmpty()) {
                return take(into);
            }
            if (ended) {
                return -1;
            }
            readers.await(Waiters.FOREVER);
        }
    }

    private int take(ByteBuffer into) {
        var before = into.position();
        while (into.hasRemaining() && !arrived.isEmpty()) {
            var segment = arrived.peek();
            var count = Math.min(segment.remaining(), into.remaining());
            into.put(into.position(), segment, segment.position(), count);
            into.position(into.position() + count);
            segment.position(segment.position() + count);
            if (!segment.hasRemaining()) {
                arrived.poll();
            }
        }
        var count = into.position() - before;
        readSinceUpdate += count;
        if (readSinceUpdate >= UPDATE_BYTES) {
            var read = readSinceUpdate;
            readSinceUpdate = 0;
            var writer = peer();
            out.send("read", () -> writer.wasRead(read));
        }
        return count;
    }

    @Override
    public int tryWrite(ByteBuffer from) throws IOException {
        checkUsable();
        var count = Math.min(from.remaining(), WINDOW_BYTES - unread);
        if (count == 0) {
            return 0;
        }
        var bytes = new byte[count];
        from.get(bytes);
        unread += count;
        var split = out.path().split(count);
        if (split > 0) {
            send(ByteBuffer.wrap(bytes, 0, split));
        }
        send(ByteBuffer.wrap(bytes, split, count - split));
        return count;
    }

    private void send(ByteBuffer segment) {
        var reader = peer();
        out.send(segment, () -> reader.arrive(segment));
    }

    @Override
    public void awaitWritable() throws IOException {
        checkUsable();
        while (unread == WINDOW_BYTES) {
            writers.await(Waiters.FOREVER);
            checkUsable();
        }
    }

    private void arrive(ByteBuffer segment) {
        if (closed) {
            // As TCP answers bytes for a socket that is not there any more. On a flow of its own:
            // the one of this end is gone when the power was.
            new Flow(machine.loop(), out.path(), out.tap()).send("reset", peer()::reset);
        } else if (!reset) {
            arrived.add(segment);
            readers.wakeOne();
        }
    }

    private void wasRead(int count) {
        unread -= count;
        writers.wakeOne();
    }

    private void end() {
        ended = true;
        readers.wakeAll();
    }

    /** The connection broke: whoever uses this end hears it now. */
    void reset() {
        if (!closed && !reset) {
            reset = true;
            machine.loop().log().moment(Moment.Kind.RESET, machine.name(),
                    "connection " + out.tap() + " breaks");
            arrived.clear();
            readers.wakeAll();
            writers.wakeAll();
        }
    }

    /** As in TCP, unread bytes make a reset of it, by which the peer loses what it has not read. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        vanish();
        machine.remove(this);
        if (reset || peer == null) {
            return;
        }
        if (arrived.isEmpty()) {
            var reader = peer;
            out.send("end", reader::end);
        } else {
            sendReset();
        }
    }

    /** Ends it by a reset. */
    void abort() {
        if (!closed) {
            vanish();
            machine.remove(this);
            if (!reset && peer != null) {
                sendReset();
            }
        }
    }

    /** What this end sends never arrives any more; it is not told. */
    void lose() {
        out.lose();
    }

    /** Ends it without a word. */
    void vanish() {
        closed = true;
        readers.wakeAll();
        writers.wakeAll();
    }

    private void sendReset() {
        var other = peer();
        out.send("reset", other::reset);
    }

    private void checkUsable() throws IOException {
        if (closed) {
            throw new IOException(this + ": closed");
        }
        if (reset) {
            throw new IOException(this + ": Connection reset");
        }
    }

    private SimLink peer() {
        if (peer == null) {
            throw new IllegalStateException(this + " is not connected");
        }
        return peer;
    }

    /** Accepted and without effect: the simulated network has its own buffers and never delays. */
    @Override
    public <T> void option(SocketOption<T> option, T value) {}

    @Override
    public String local() {
        return machine.name() + ":" + port;
    }

    @Override
    public String remote() {
        return remote;
    }

    @Override
    public String toString() {
        return "simulated " + local() + " -> " + remote;
    }
}
