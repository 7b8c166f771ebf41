package dev.weft.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unix-domain sockets: the processes of one machine, found by a path in the file system. Who may
 * connect is a matter of the permissions of the socket's directory.
 *
 * <p>A listener makes the file and removes it when it closes. A file that a dead process left
 * behind is removed by the next listener, which first makes sure that it is a socket and that
 * nobody answers there. One instance serves all nodes of a process.
 */
public final class UnixNetwork implements Network {

    private static final UnixNetwork SYSTEM = new UnixNetwork(TcpNetwork.system().poller());
    private static final String UNIX = "unix";

    /** A full backlog is answered at once, with an error and not with a wait as in TCP. */
    private static final Duration TRY_AGAIN = Duration.ofMillis(5);

    /** The file type bits of a mode, and those of a socket; see stat(2). */
    private static final int FILE_TYPE = 0xF000;
    private static final int SOCKET = 0xC000;

    private final Poller poller;

    private UnixNetwork(Poller poller) {
        this.poller = poller;
    }

    /** The sockets of this machine. */
    public static UnixNetwork system() {
        return SYSTEM;
    }

    @Override
    public Link connect(String path, int port, Map<SocketOption<?>, Object> options,
            Duration timeout) throws IOException, InterruptedException {
        var begin = System.nanoTime();
        while (true) {
            try {
                return connect(Path.of(path), options);
            } catch (ConnectException e) {
                throw new ConnectException(
                        "connect to " + path + ": connection refused; nobody listens there");
            } catch (SocketException e) {
                if (!Files.exists(Path.of(path)) || isTooLong(e)) {
                    throw explained("connect to " + path, path, e);
                }
                if (System.nanoTime() - begin > timeout.toNanos()) {
                    throw new SocketTimeoutException("connect to " + path + ": " + e.getMessage()
                            + " for " + timeout.toMillis() + " ms");
                }
                Thread.sleep(TRY_AGAIN);
            }
        }
    }

    private Link connect(Path path, Map<SocketOption<?>, Object> options)
            throws IOException, InterruptedException {
        return SocketLink.connected(UNIX, SocketChannel.open(StandardProtocolFamily.UNIX), options,
                poller, (channel, readiness) -> channel.connect(UnixDomainSocketAddress.of(path)));
    }

    @Override
    public Link.Listener listen(String path, int port, Map<SocketOption<?>, Object> options)
            throws IOException {
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // Refused here, and not with the first connection.
            SocketLink.set(UNIX, probe, options);
        }
        var file = Path.of(path);
        removeStale(file);
        var mine = new Object[1];
        try {
            var listener = SocketListener.open(UNIX,
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX),
                    UnixDomainSocketAddress.of(file), options, poller, path,
                    () -> remove(file, mine[0]));
            mine[0] = identity(file);
            return listener;
        } catch (BindException e) {
            throw e;
        } catch (IOException e) {
            throw explained("listen at " + path, path, e);
        }
    }

    /** Removes a socket at which nobody listens; throws when there is anything else. */
    private static void removeStale(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(file)) {
            throw new BindException("listen at " + file
                    + ": there is a file that is no socket; remove it or choose another path");
        }
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(file));
        } catch (ConnectException e) {
            Files.deleteIfExists(file);
            return;
        } catch (SocketException e) {
            // A full backlog: somebody is there.
        }
        throw new BindException("listen at " + file + ": address in use");
    }

    private static boolean isSocket(Path file) throws IOException {
        try {
            var mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return ((int) mode & FILE_TYPE) == SOCKET;
        } catch (UnsupportedOperationException e) {
            return false; // not a Unix: there is no telling
        }
    }

    /** Removes the listener's file, unless another listener has put its own there meanwhile. */
    private static void remove(Path file, @Nullable Object identity) {
        try {
            if (identity != null && identity.equals(identity(file))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Removed by others, or not ours to remove: the next listener tells.
        }
    }

    private static @Nullable Object identity(Path file) throws IOException {
        return Files.readAttributes(
                file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }

    private static boolean isTooLong(IOException e) {
        return String.valueOf(e.getMessage()).contains("too long");
    }

    private static IOException explained(String who, String path, IOException e) {
        if (isTooLong(e)) {
            return new IOException(who + ": a path of " + path.length() + " characters is too long"
                    + " for a socket; most systems take about 100, so choose a shorter one", e);
        }
        var told = String.valueOf(e.getMessage());
        return told.startsWith(who) ? e : new IOException(who + ": " + told, e);
    }
}
