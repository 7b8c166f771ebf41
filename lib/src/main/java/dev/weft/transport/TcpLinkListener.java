package dev.weft.transport;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Accepts TCP connections.
 *
 * <p>It has no thread: {@link #accept} blocks the one that calls it. Since that is a thread of the
 * library, the channel stays in blocking mode, and an interrupt of it ends the listener. Waiting
 * connections are bounded by the backlog. It ends by {@link #close}.
 */
final class TcpLinkListener implements LinkListener {

    private static final Logger LOG = System.getLogger(TcpLinkListener.class.getName());
    private static final int BACKLOG = 1024;

    private final ServerSocketChannel server;
    private final Map<SocketOption<?>, Object> options;
    private final Poller poller;
    private final String local;
    private final int port;

    private TcpLinkListener(ServerSocketChannel server, Map<SocketOption<?>, Object> options,
            Poller poller) throws IOException {
        var address = (InetSocketAddress) server.getLocalAddress();
        this.server = server;
        this.options = options;
        this.poller = poller;
        this.local = TcpLink.text(address);
        this.port = address.getPort();
    }

    /** Listens at an address; {@code who} names it as the user wrote it. */
    static TcpLinkListener open(InetSocketAddress address, Map<SocketOption<?>, Object> options,
            Poller poller, String who) throws IOException {
        var server = ServerSocketChannel.open();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            // A receive buffer counts only when it is set before the connection comes.
            TcpOptions.applyKnown(server, options, "listen at " + who);
            server.bind(address, BACKLOG);
            return new TcpLinkListener(server, new LinkedHashMap<>(options), poller);
        } catch (BindException e) {
            server.close();
            throw bindFailed(who, e);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public Link accept() throws IOException {
        while (true) {
            SocketChannel channel;
            try {
                channel = server.accept();
            } catch (ClosedChannelException e) {
                throw new IOException(this + ": closed", e);
            } catch (IOException e) {
                throw new IOException(this + ": " + e.getMessage(), e);
            }
            try {
                return TcpNetwork.opened(channel, options, poller, toString());
            } catch (IOException e) {
                // One peer that is gone again is no reason to stop accepting the others.
                LOG.log(Level.DEBUG, () -> this + ": dropped a connection", e);
            }
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> this + ": closing", e);
        }
    }

    @Override
    public String toString() {
        return "tcp listener " + local;
    }

    private static BindException bindFailed(String who, BindException e) {
        var inUse = String.valueOf(e.getMessage()).contains("in use");
        var failure = new BindException(
                "listen at " + who + ": " + (inUse ? "address in use" : e.getMessage()));
        failure.initCause(e);
        return failure;
    }
}
