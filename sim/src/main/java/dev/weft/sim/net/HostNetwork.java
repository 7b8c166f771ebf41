package dev.weft.sim.net;

import dev.weft.sim.core.Life;
import dev.weft.sim.core.Waiters;
import dev.weft.transport.Link;
import dev.weft.transport.Network;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The network as one life of a host sees it. */
final class HostNetwork implements Network {

    private static final long SYN_AGAIN_NANOS = 1_000_000_000;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final Set<String> ANY = Set.of("0.0.0.0", "::", "[::]");

    /** Those of TCP; they have no effect here. */
    private static final Set<SocketOption<?>> OPTIONS = Set.of(
            StandardSocketOptions.SO_SNDBUF, StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.SO_KEEPALIVE, StandardSocketOptions.SO_REUSEADDR,
            StandardSocketOptions.SO_REUSEPORT, StandardSocketOptions.SO_LINGER,
            StandardSocketOptions.TCP_NODELAY);

    private final Machine machine;
    private final Life life;

    HostNetwork(Machine machine, Life life) {
        this.machine = machine;
        this.life = life;
    }

    @Override
    public Link connect(String host, int port, Map<SocketOption<?>, Object> options,
            Duration timeout) throws IOException, InterruptedException {
        refuseUnknown(options, "connect to " + host + ":" + port);
        var target = LOOPBACK.contains(host) || ANY.contains(host)
                ? machine : machine.fabric().machine(host);
        var attempt = new Attempt(target, port);
        attempt.flow.send("connect", attempt::knock);
        var inTime = attempt.answered.awaitInterruptibly(deadline(timeout));
        if (inTime && attempt.refused) {
            attempt.link.vanish();
            machine.remove(attempt.link);
            throw new ConnectException("connect to " + host + ":" + port + ": Connection refused");
        }
        if (!inTime) {
            attempt.link.abort();
            throw new SocketTimeoutException(
                    "connect to " + host + ":" + port + ": no answer in " + timeout);
        }
        return attempt.link;
    }

    private long deadline(Duration timeout) {
        var now = machine.loop().nanos;
        var nanos = timeout.compareTo(Duration.ofDays(1)) > 0
                ? Duration.ofDays(1).toNanos() : timeout.toNanos();
        return now + nanos;
    }

    @Override
    public Link.Listener listen(String host, int port, Map<SocketOption<?>, Object> options)
            throws IOException {
        refuseUnknown(options, "listen at " + host + ":" + port);
        var local = LOOPBACK.contains(host);
        if (!local && !ANY.contains(host) && !host.equals(machine.name())) {
            throw new BindException("listen at " + host + ":" + port + ": " + machine.name()
                    + " does not have this address");
        }
        return machine.listen(port, local, life);
    }

    private static void refuseUnknown(Map<SocketOption<?>, Object> options, String who)
            throws IOException {
        for (var option : options.keySet()) {
            if (!OPTIONS.contains(option)) {
                throw new IOException(who + ": no such option here: " + option.name());
            }
        }
    }

    /** A connection that is being made: SYN, then SYN-ACK or a reset. */
    private final class Attempt {
        final Machine target;
        final int port;
        final Flow flow;
        final SimLink link;
        final Waiters answered = new Waiters(machine.loop());
        boolean refused;

        Attempt(Machine target, int port) {
            this.target = target;
            this.port = port;
            var own = machine.freePort();
            var remote = target.name() + ":" + port;
            var there = machine.fabric().path(machine, target);
            flow = new Flow(machine.loop(), there, Wiretap.ofClient(machine.loop().log(), there,
                    machine.name() + ":" + own + " - " + remote));
            link = new SimLink(machine, life, own, flow, remote);
        }

        /** At the target. */
        void knock() {
            if (link.isClosed()) {
                return;
            }
            var way = machine.fabric().path(target, machine);
            var back = new Flow(machine.loop(), way, flow.tap().back(way));
            var listener = target.listener(port);
            if (listener == null || target.isRefusing() || !listener.isReachableFrom(machine)) {
                back.send("refused", () -> answer(true));
            } else if (listener.isFull()) {
                machine.loop().after(SYN_AGAIN_NANOS, () -> flow.send("connect", this::knock));
            } else {
                var accepted = new SimLink(target, listener.life(), port, back, link.local());
                SimLink.join(link, accepted);
                back.send("connected", () -> answer(false));
                listener.add(accepted);
            }
        }

        /** Back here. */
        void answer(boolean no) {
            refused = no;
            answered.wakeOne();
        }
    }
}
