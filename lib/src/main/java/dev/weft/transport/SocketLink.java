package dev.weft.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the machine: TCP, or a Unix-domain socket.
 *
 * <p>The channel is in non-blocking mode. In blocking mode an interrupt of the thread that reads or
 * writes closes the channel; here user threads write, and the cancel of one of them must not end
 * the connection of all.
 *
 * <p>It has no thread: it runs on the threads that call it. Virtual ones wait parked until the
 * {@link Poller} wakes them; a reader on a platform thread waits in the kernel. It holds no bytes:
 * what bounds it are the socket's buffers. Buffers should be direct; with others the JDK copies. It
 * ends by {@link #close} alone: after an error or the peer's end it stays open until then.
 */
final class SocketLink implements Link {

    private final String transport;
    private final SocketChannel channel;
    private final Readiness readiness;
    private final Polling polling = new Polling();
    /** Of the reader: its last read took all, so on a platform thread it waits before the next. */
    private boolean drained;
    private final String local;
    private final String remote;

    private SocketLink(String transport, SocketChannel channel, Readiness readiness)
            throws IOException {
        this.transport = transport;
        this.channel = channel;
        this.readiness = readiness;
        this.local = text(channel.getLocalAddress());
        this.remote = text(channel.getRemoteAddress());
    }

    /** Makes a link of a connected channel, which it closes when that fails. */
    static SocketLink accepted(String transport, SocketChannel channel,
            Map<SocketOption<?>, Object> options, Poller poller) throws IOException {
        var readiness = new Readiness(channel, poller);
        try {
            prepare(transport, channel, options);
            return new SocketLink(transport, channel, readiness);
        } catch (IOException | RuntimeException e) {
            readiness.close();
            throw e;
        }
    }

    /** What connects a channel that is not yet connected. */
    interface Connecting {
        void connect(SocketChannel channel, Readiness readiness)
                throws IOException, InterruptedException;
    }

    /** Connects a channel and makes a link of it, or closes it when that fails. */
    static SocketLink connected(String transport, SocketChannel channel,
            Map<SocketOption<?>, Object> options, Poller poller, Connecting connecting)
            throws IOException, InterruptedException {
        var readiness = new Readiness(channel, poller);
        try {
            prepare(transport, channel, options);
            connecting.connect(channel, readiness);
            return new SocketLink(transport, channel, readiness);
        } catch (IOException | InterruptedException | RuntimeException e) {
            readiness.close();
            throw e;
        }
    }

    private static void prepare(String transport, SocketChannel channel,
            Map<SocketOption<?>, Object> options) throws IOException {
        channel.configureBlocking(false);
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        set(transport, channel, options);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException(this + ": no room in the buffer to read into");
        }
        try {
            var count = drained && !Thread.currentThread().isVirtual() ? 0 : channel.read(into);
            if (count == 0) {
                count = polling.read(channel, into);
            }
            while (count == 0) {
                readiness.awaitInput();
                polling.woken();
                count = channel.read(into);
            }
            drained = into.hasRemaining();
            return count;
        } catch (IOException e) {
            throw explained(e);
        }
    }

    @Override
    public ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes);
    }

    @Override
    public int tryWrite(ByteBuffer from) throws IOException {
        try {
            return channel.write(from);
        } catch (IOException e) {
            throw explained(e);
        }
    }

    @Override
    public void awaitWritable() throws IOException {
        try {
            readiness.awaitOutput();
        } catch (IOException e) {
            throw explained(e);
        }
        if (readiness.isClosed()) {
            throw explained(new ClosedChannelException());
        }
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        set(transport, channel, Map.of(option, value));
    }

    /** The socket, to look at; who reads, writes or closes it breaks the link. */
    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        return type.isInstance(channel) ? type.cast(channel) : null;
    }

    @Override
    public String local() {
        return local;
    }

    @Override
    public String remote() {
        return remote;
    }

    @Override
    public void close() {
        readiness.close();
    }

    @Override
    public String toString() {
        return transport + " " + local + " -> " + remote;
    }

    private IOException explained(IOException e) {
        var closed = e instanceof ClosedChannelException || readiness.isClosed();
        return new IOException(this + ": " + (closed ? "closed" : e.getMessage()), e);
    }

    /** Sets all options; refuses one that this kind of socket does not have. */
    static void set(
            String transport, NetworkChannel socket, Map<SocketOption<?>, Object> options)
            throws IOException {
        for (var entry : options.entrySet()) {
            if (!socket.supportedOptions().contains(entry.getKey())) {
                throw new IOException("transport " + transport + " has no option "
                        + entry.getKey().name() + "; it takes " + socket.supportedOptions().stream()
                                .map(SocketOption::name).sorted()
                                .collect(Collectors.joining(", ")));
            }
            setOne(transport, socket, entry.getKey(), entry.getValue());
        }
    }

    /** Sets those options that this kind of socket has. */
    static void setKnown(
            String transport, NetworkChannel socket, Map<SocketOption<?>, Object> options)
            throws IOException {
        for (var entry : options.entrySet()) {
            if (socket.supportedOptions().contains(entry.getKey())) {
                setOne(transport, socket, entry.getKey(), entry.getValue());
            }
        }
    }

    private static <T> void setOne(
            String transport, NetworkChannel socket, SocketOption<T> option, Object value)
            throws IOException {
        try {
            socket.setOption(option, option.type().cast(value));
        } catch (ClassCastException | IllegalArgumentException | IOException e) {
            throw new IOException("transport " + transport + ": option " + option.name()
                    + " can't be " + value + ": " + e.getMessage(), e);
        }
    }

    /** "10.0.0.5:7000", "[fe80::1]:7000" or "/run/lobby.sock". */
    static String text(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            var path = unix.getPath().toString();
            return path.isEmpty() ? "unnamed" : path;
        }
        if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return String.valueOf(address);
        }
        var host = inet.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + inet.getPort();
    }

    /**
     * Tries a few times more before a reader parks: an answer that is already on its way is then
     * taken without two kernel wake-ups in a row, which on an idle machine cost many times the read
     * itself.
     *
     * <p>It adapts to each link. After tries in vain the next waits park at once, twice as many
     * each time up to a bound, so that a quiet link hardly ever polls. A wait that was short all
     * the same counts as many: two ends that answer each other must find back to polling both, for
     * alone neither finds the other's answer in time.
     *
     * <p>Used by the link's one reader, on its thread. A platform thread never polls: it blocks
     * cheaply, and both together were slower than either. Nor does anybody on a single processor,
     * which the other end needs. {@code -Dweft.polling=false} switches it off.
     */
    private static final class Polling {

        private static final boolean ENABLED =
                !"false".equalsIgnoreCase(System.getProperty("weft.polling"))
                        && Runtime.getRuntime().availableProcessors() > 1;

        private static final int TRIES = 100;
        private static final int MAX_SKIPS = 127;

        /** A wait that polling could have saved; longer than one wake-up of the other end takes. */
        private static final int SHORT_NANOS = 100_000;
        private static final int SHORT_WEIGHT = 8;

        /** How many waits park at once after the next failure. */
        private int penalty;

        /** How many more waits park at once. */
        private int skips;

        private long parkedAt;

        /** Like a read, 0 when nothing came and the reader is to park. */
        int read(SocketChannel channel, ByteBuffer into) throws IOException {
            if (!ENABLED || !Thread.currentThread().isVirtual()) {
                return 0;
            }
            if (skips <= 0) {
                for (var i = 0; i < TRIES; i++) {
                    // Lets the other virtual threads run: often one of them causes the answer.
                    Thread.yield();
                    var count = channel.read(into);
                    if (count != 0) {
                        penalty = 0;
                        return count;
                    }
                }
                penalty = Math.min(2 * penalty + 1, MAX_SKIPS);
                skips = penalty;
            }
            parkedAt = System.nanoTime();
            return 0;
        }

        /** To be called when the reader has woken up. */
        void woken() {
            if (ENABLED) {
                skips -= System.nanoTime() - parkedAt < SHORT_NANOS ? SHORT_WEIGHT : 1;
            }
        }
    }
}
