package dev.weft.transport;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Accepts connections of the machine: TCP, or of a Unix-domain socket.
 *
 * <p>It has no thread: {@link #accept} blocks the one that calls it. Since that is a thread of the
 * library, the channel stays in blocking mode, and an interrupt of it ends the listener. Waiting
 * connections are bounded by the backlog. It ends by {@link #close}.
 */
final class SocketListener implements Link.Listener {

    private static final Logger LOG = System.getLogger(SocketListener.class.getName());
    private static final int BACKLOG = 1024;

    private final String transport;
    private final ServerSocketChannel server;
    private final Map<SocketOption<?>, Object> options;
    private final Poller poller;
    private final Runnable whenClosed;
    private final String local;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SocketListener(String transport, ServerSocketChannel server,
            Map<SocketOption<?>, Object> options, Poller poller, Runnable whenClosed)
            throws IOException {
        var address = server.getLocalAddress();
        this.transport = transport;
        this.server = server;
        this.options = new LinkedHashMap<>(options);
        this.poller = poller;
        this.whenClosed = whenClosed;
        this.local = SocketLink.text(address);
        this.port = address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    /**
     * Listens at an address.
     *
     * @param server not yet bound; closed when this fails
     * @param who names the address as the user wrote it
     * @param whenClosed runs once, when the listener was closed
     */
    static SocketListener open(String transport, ServerSocketChannel server, SocketAddress address,
            Map<SocketOption<?>, Object> options, Poller poller, String who, Runnable whenClosed)
            throws IOException {
        try {
            // A receive buffer counts only when it is set before the connection comes.
            SocketLink.setKnown(transport, server, options);
            server.bind(address, BACKLOG);
            return new SocketListener(transport, server, options, poller, whenClosed);
        } catch (BindException e) {
            server.close();
            throw bindFailed(who, e);
        } catch (IOException e) {
            server.close();
            throw new IOException("listen at " + who + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
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
                return SocketLink.accepted(transport, channel, options, poller);
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
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> this + ": closing", e);
        }
        whenClosed.run();
    }

    @Override
    public String toString() {
        return transport + " listener " + local;
    }

    private static BindException bindFailed(String who, BindException e) {
        var inUse = String.valueOf(e.getMessage()).contains("in use");
        var failure = new BindException(
                "listen at " + who + ": " + (inUse ? "address in use" : e.getMessage()));
        failure.initCause(e);
        return failure;
    }
}
