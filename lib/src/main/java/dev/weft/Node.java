package dev.weft;

import dev.weft.Binding.AcceptHandler;
import dev.weft.core.NodeCore;
import dev.weft.protocol.Protocol;
import dev.weft.transport.Network;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * One process' end of the network, and the owner of everything made from it.
 *
 * <p>An endpoint is written {@code transport://host:port/protocol}, as in
 * {@code tcp://127.0.0.1:7000/msgpack}; {@link Endpoint} has the other forms. The transport
 * {@code local} connects within the node: {@code local://name} passes the message objects
 * themselves, so they should be immutable.
 *
 * <p>A node starts virtual threads only: one for each listener, one or two for each pipe, one for
 * all timers once there are any, one for each lane while it has something to do, and those that the
 * program asks for by {@link #run} and {@link #scope}. Nodes share nothing but the protocols that a
 * process has; a test may start as many as it likes.
 *
 * <p>{@link #close} ends listeners, then pipes, then runners, sinks, timers and user code, each
 * with a deadline. A scope ends with its block, not with the node.
 */
public interface Node extends Described, AutoCloseable {

    /**
     * The numbers of a node and of all that it has made and that has not ended, at about one time:
     * each part is looked at by itself, in the order in which it was made.
     *
     * @param name the node's name
     * @param closed whether it was closed
     * @param listeners those that accept pipes
     * @param pipes those that are open
     * @param sinks those that are open
     * @param runners those that are open
     * @param timers those that are open
     * @param tasks user code that runs or waits for its turn
     */
    record Snapshot(String name, boolean closed, List<Listener.Snapshot> listeners,
            List<Pipe.Snapshot> pipes, List<Sink.Snapshot> sinks, List<Runner.Snapshot> runners,
            List<Timers.Snapshot> timers, int tasks) {}

    /** A node on this machine's network, named after the process. */
    static Node start() {
        return start("node-" + ProcessHandle.current().pid());
    }

    /** A node on this machine's network. */
    static Node start(String name) {
        return NodeCore.start(name);
    }

    /**
     * A node on another network, such as a simulated one.
     *
     * @param name for people
     * @param network where it listens and connects
     * @param threads makes the threads that the node starts; they must be virtual
     */
    static Node start(String name, Network network, ThreadFactory threads) {
        return NodeCore.start(name, network, threads);
    }

    /** The name, for people. */
    String name();

    /** The protocols that endpoints may name: "msgpack" and "bytes", and what is added here. */
    Registry<Protocol> protocols();

    /**
     * The transports that endpoints may name: "tcp", "local", on this machine's network "unix", and
     * what is added here, such as {@link dev.weft.transport.Tls}.
     */
    Registry<Network> transports();

    /** Listens with default settings; see {@link Binding#listen}. */
    Listener listen(String endpoint, AcceptHandler onAccepted);

    /** Connects with default settings; see {@link Binding#connect}. */
    Pipe connect(String endpoint) throws InterruptedException;

    /** As {@link #connect(String)}, within the timeout. */
    Pipe connect(String endpoint, Duration timeout) throws InterruptedException;

    /** An address to be given settings and handlers. */
    Binding bind(String endpoint);

    /** As {@link #bind(String)}, in parts. */
    Binding bind(String transport, String host, int port, String protocol);

    /** A runner; it is closed with the node. */
    Runner runner(String name, Policy policy);

    /** Timers; they are closed with the node. */
    Timers timers(String name);

    /** A sink of 1,024 messages whose channels wait when it is full; closed with the node. */
    Sink sink(String name);

    /**
     * A sink; it is closed with the node.
     *
     * @param capacity how many messages it holds, 1 or more
     * @param overflow what happens to the next one
     */
    Sink sink(String name, int capacity, Sink.Overflow overflow);

    /** A block of structured concurrency on the node's threads. */
    Scope scope(String name);

    /** As {@link #scope(String)}, cancelled when its block takes longer than the timeout. */
    Scope scope(String name, Duration timeout);

    /**
     * Runs code on a virtual thread of the node. What it throws is logged. When the node closes, it
     * is interrupted, or does not begin any more.
     */
    Task run(String name, Task.Body body);

    /** The numbers of everything now, for a metrics page or a log line. */
    Snapshot snapshot();

    /** Whether {@link #close} was called. */
    boolean isClosed();

    /** Ends everything, within about 5 s. Idempotent; an interrupt shortens it and stays set. */
    @Override
    void close();

    /**
     * Things of a node that endpoints name: its protocols, or its transports. Any thread.
     *
     * @param <T> what they are
     */
    interface Registry<T> {

        /**
         * Adds one.
         *
         * @param name as it stands in endpoints: a letter, then letters, digits, '+', '-' and '.'
         * @param it serves all pipes that are made from now on
         * @throws IllegalArgumentException when the name is taken
         */
        Registry<T> add(String name, T it);

        /** Removes one; pipes and listeners that use it keep it. False when there was none. */
        boolean remove(String name);

        /**
         * The one of this name.
         *
         * @throws IllegalArgumentException when there is none, which tells those that there are
         */
        T find(String name);
    }
}
