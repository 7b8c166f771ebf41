package dev.weft.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds the addresses of a host within a time.
 *
 * <p>The JDK's look-up can neither be interrupted nor timed, and keeps the carrier of a virtual
 * thread for as long as the name server is silent: two of them would stop a small machine. So a
 * name is looked up on a platform thread of its own, a daemon that ends with the look-up, while the
 * caller waits; written addresses need none. There are as many as connects in progress, and few
 * that were given up and wait for the system's own time-out.
 */
final class HostLookup {

    private HostLookup() {}

    static InetAddress[] find(String host, long nanos, String who)
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

    static UnknownHostException unknown(String who, UnknownHostException e) {
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
