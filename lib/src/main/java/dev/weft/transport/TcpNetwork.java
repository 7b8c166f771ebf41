package dev.weft.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The real network: TCP.
 *
 * <p>One instance serves all nodes of a process, {@link #system()}; it holds nothing but its
 * {@link Poller}, so that there is nothing to close. Its methods run on the threads that call them.
 *
 * <p>A link sends at once what it is given ({@code TCP_NODELAY}), unless the options say otherwise;
 * an option that sockets don't have is refused with an {@link IOException} that names it.
 */
public final class TcpNetwork implements Network {

    private static final TcpNetwork SYSTEM = new TcpNetwork();

    private static final String TCP = "tcp";

    private final Poller poller = new Poller();

    /** For tests, which want to see a poller begin and end. */
    TcpNetwork() {}

    /** The network of this process. */
    public static TcpNetwork system() {
        return SYSTEM;
    }

    /** For the other transports of the machine: one poller serves all. */
    Poller poller() {
        return poller;
    }

    @Override
    public Link connect(String host, int port, Map<SocketOption<?>, Object> options,
            Duration timeout) throws IOException, InterruptedException {
        var who = "connect to " + host + ":" + port;
        var nanos = TimeUnit.NANOSECONDS.convert(timeout);
        var start = System.nanoTime();
        var addresses = addresses(host, nanos, who);
        IOException first = null;
        for (var i = 0; i < addresses.length; i++) {
            // One address that doesn't answer must not take the time of the others.
            var share = (nanos - (System.nanoTime() - start)) / (addresses.length - i);
            try {
                return connect(new InetSocketAddress(addresses[i], port), options, share, who);
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        throw first == null ? new UnknownHostException(who + ": no address") : first;
    }

    @Override
    public Link.Listener listen(String host, int port, Map<SocketOption<?>, Object> options)
            throws IOException {
        var who = host + ":" + port;
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
            // Not timed: a listener's address is written or this machine's own name.
        } catch (UnknownHostException e) {
            throw unknown("listen at " + who, e);
        }
        try (var probe = SocketChannel.open()) {
            // Refused here, and not with the first connection.
            SocketLink.set(TCP, probe, options);
        }
        var server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        return SocketListener.open(TCP, server, new InetSocketAddress(address, port), options,
                poller, who, () -> { });
    }

    private Link connect(InetSocketAddress address, Map<SocketOption<?>, Object> options,
            long nanos, String who) throws IOException, InterruptedException {
        try {
            return SocketLink.connected(TCP, SocketChannel.open(), options, poller,
                    (channel, readiness) -> {
                        if (!channel.connect(address)) {
                            awaitConnected(channel, readiness, nanos, who);
                        }
                        if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
                            // A free port of this machine can be given to the caller itself.
                            throw new ConnectException(who + ": connection refused");
                        }
                    });
        } catch (IOException e) {
            throw explained(who, e);
        }
    }

    private static void awaitConnected(SocketChannel channel, Readiness readiness, long nanos,
            String who) throws IOException, InterruptedException {
        var start = System.nanoTime();
        while (!channel.finishConnect()) {
            var left = nanos - (System.nanoTime() - start);
            if (!readiness.awaitConnected(left)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException(who + ": interrupted");
                }
                throw new SocketTimeoutException(who + ": no answer in "
                        + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
            }
        }
    }

    /** The same kind of exception with a message that names who and what. */
    private static IOException explained(String who, IOException e) {
        var told = String.valueOf(e.getMessage());
        if (told.startsWith(who)) {
            return e;
        }
        if (e instanceof ConnectException) {
            var refused = told.toLowerCase(Locale.ROOT).contains("refused");
            var why = refused ? "connection refused" : told;
            var failure = new ConnectException(who + ": " + why);
            failure.initCause(e);
            return failure;
        }
        return new IOException(who + ": " + told, e);
    }

    /**
     * Finds the addresses of a host within a time.
     *
     * <p>The JDK's look-up can neither be interrupted nor timed, and keeps the carrier of a virtual
     * thread for as long as the name server is silent: two of them would stop a small machine. So a
     * name is looked up on a platform thread of its own, a daemon that ends with the look-up, while
     * the caller waits; written addresses need none. There are as many as connects in progress, and
     * few that were given up and wait for the system's own time-out.
     */
    private static InetAddress[] addresses(String host, long nanos, String who)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(who + ": interrupted");
        }
        try {
            return isWrittenAddress(host) ? InetAddress.getAllByName(host) : lookUp(host, nanos);
        } catch (UnknownHostException e) {
            throw unknown(who, e);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException(who + ": the name was not found in "
                    + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
        }
    }

    private static UnknownHostException unknown(String who, UnknownHostException e) {
        var failure = new UnknownHostException(who + ": unknown host");
        failure.initCause(e);
        return failure;
    }

    private static InetAddress[] lookUp(String host, long nanos)
            throws UnknownHostException, InterruptedException, TimeoutException {
        var task = new FutureTask<>(() -> InetAddress.getAllByName(host));
        Thread.ofPlatform()
                .name("weft-lookup-" + host)
                .daemon()
                .inheritInheritableThreadLocals(false)
                .start(task);
        try {
            return task.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw new IllegalStateException("looking up " + host, e.getCause());
        }
    }

    private static boolean isWrittenAddress(String host) {
        return host.indexOf(':') >= 0
                || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
