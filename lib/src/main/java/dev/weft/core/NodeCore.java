package dev.weft.core;

import dev.weft.Binding;
import dev.weft.Binding.AcceptHandler;
import dev.weft.Endpoint;
import dev.weft.Listener;
import dev.weft.NetException;
import dev.weft.Node;
import dev.weft.Node.Registry;
import dev.weft.Pipe;
import dev.weft.Policy;
import dev.weft.Runner;
import dev.weft.Scope;
import dev.weft.Sink;
import dev.weft.Task;
import dev.weft.Timers;
import dev.weft.core.BindingCore.Settings;
import dev.weft.protocol.Protocol;
import dev.weft.protocol.Protocol.Bytes;
import dev.weft.protocol.msgpack.MsgPack;
import dev.weft.run.RunnerCore;
import dev.weft.run.ScopeCore;
import dev.weft.run.TimerQueue;
import dev.weft.run.TimersCore;
import dev.weft.run.UserTask;
import dev.weft.trace.Traced;
import dev.weft.transport.Network;
import dev.weft.transport.TcpNetwork;
import dev.weft.transport.UnixNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/**
 * A node: makes things, and {@link Owned} remembers them until they end. It is the root package's
 * only way in here.
 */
public final class NodeCore extends Traced implements Node {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    /** One for all nodes of the process: it is stateless but for what it learned of types. */
    private static final Protocol MSGPACK = new MsgPack();
    private static final Protocol BYTES = new Bytes();

    /**
     * {@code -Dweft.readers=platform} reads each pipe on a platform thread, which the kernel wakes
     * itself: a third of the round trip on one processor, for about 60 kB a pipe.
     */
    private static final boolean PLATFORM_READERS =
            "platform".equalsIgnoreCase(System.getProperty("weft.readers"));

    /**
     * Threads that wait for each other within a process meet sooner than the kernel could wake one;
     * on a single processor a yield or two are enough for that. {@code -Dweft.polling=false}
     * switches it off, as it does for links.
     */
    private static final int YIELDS =
            "false".equalsIgnoreCase(System.getProperty("weft.polling")) ? 0
                    : Runtime.getRuntime().availableProcessors() > 1 ? 20 : 2;

    private final String name;
    private final ThreadFactory threads;
    private final ThreadFactory readers;
    private final int yields;
    private final Registry<Protocol> protocols = new RegistryCore<Protocol>("protocol", Set.of())
            .add("msgpack", MSGPACK).add("bytes", BYTES);
    private final Registry<Network> transports =
            new RegistryCore<Network>("transport", Set.of("local"));
    private final TimerQueue timerQueue;
    private final Owned owned;

    private NodeCore(String name, Network network, ThreadFactory threads, ThreadFactory readers,
            int yields) {
        this.name = name;
        this.transports.add("tcp", network);
        this.threads = threads;
        this.readers = readers;
        this.yields = yields;
        this.timerQueue = new TimerQueue(name, threads);
        this.owned = new Owned(this);
    }

    /** A node on this machine's network. */
    public static Node start(String name) {
        var threads = Thread.ofVirtual().factory();
        var readers = !PLATFORM_READERS ? threads : Thread.ofPlatform().daemon()
                .inheritInheritableThreadLocals(false).factory();
        var node = new NodeCore(name, TcpNetwork.system(), threads, readers, YIELDS);
        node.transports().add("unix", UnixNetwork.system());
        return node;
    }

    /** A node on a given network, with threads from a given factory. */
    public static Node start(String name, Network network, ThreadFactory threads) {
        return new NodeCore(name, network, threads, threads, 0);
    }

    // ---- listening and connecting

    @Override
    public Binding bind(String endpoint) {
        return bind(Endpoint.parse(endpoint));
    }

    @Override
    public Binding bind(String transport, String host, int port, String protocol) {
        return bind(new Endpoint(transport, host, port, protocol));
    }

    private Binding bind(Endpoint endpoint) {
        if (endpoint.isLocal()) {
            return new BindingCore(this, new Settings(endpoint, BYTES, null));
        }
        var network = transports.find(endpoint.transport());
        return new BindingCore(this,
                new Settings(endpoint, protocols.find(endpoint.protocol()), network));
    }

    @Override
    public Listener listen(String endpoint, AcceptHandler onAccepted) {
        return bind(endpoint).onAccepted(onAccepted).listen();
    }

    @Override
    public Pipe connect(String endpoint) throws InterruptedException {
        return bind(endpoint).connect();
    }

    @Override
    public Pipe connect(String endpoint, Duration timeout) throws InterruptedException {
        return bind(endpoint).handshakeTimeout(timeout).connect();
    }

    Listener listen(Settings settings, Network network) {
        var at = settings.endpoint;
        try {
            var links = network.listen(at.host(), at.port(), settings.options);
            var listener = new ListenerCore(this, settings, links);
            if (!owned.add(listener)) {
                links.close();
                throw new NetException.ListenFailed(describe() + ": is closed", null);
            }
            listener.start(links);
            return listener;
        } catch (IOException e) {
            throw new NetException.ListenFailed(
                    describe() + ": can't listen at " + at + ": " + e.getMessage(), e);
        }
    }

    Pipe connect(Settings settings, Network network) throws InterruptedException {
        var at = settings.endpoint;
        var begin = System.nanoTime();
        try {
            if (owned.isClosed()) {
                throw new NetException.ConnectFailed(describe() + ": is closed");
            }
            var link = network.connect(
                    at.host(), at.port(), settings.options, settings.handshakeTimeout);
            var out = new LinkOutbound(new LinkWriter(link, this));
            var pipe = new PipeCore(this, settings, link, out, true);
            if (!owned.add(pipe, () -> {})) {
                pipe.destroy();
                throw new NetException.ConnectFailed(describe() + ": is closed");
            }
            pipe.start(link);
            pipe.awaitHello(settings.handshakeTimeout.minusNanos(System.nanoTime() - begin));
            return pipe;
        } catch (IOException e) {
            throw new NetException.ConnectFailed(
                    describe() + ": can't connect to " + at + ": " + e.getMessage(), e);
        }
    }

    Listener listenLocal(Settings settings) {
        var listener = new ListenerCore(this, settings, null);
        if (!owned.add(listener)) {
            throw new NetException.ListenFailed(describe() + ": " + settings.endpoint
                    + " is in use, or the node is closed", null);
        }
        return listener;
    }

    Pipe connectLocal(Settings settings) {
        var listener = owned.localListener(settings.endpoint.host());
        if (listener == null || !listener.room()) {
            throw new NetException.ConnectFailed(describe() + ": can't connect to "
                    + settings.endpoint + ": "
                    + (listener == null ? "nobody listens" : "maxPipes are open"));
        }
        var there = new LocalOutbound();
        var here = new LocalOutbound();
        var accepted = new PipeCore(this, listener.settings(), null, here, false);
        var connected = new PipeCore(this, settings, null, there, true);
        there.connect(accepted);
        here.connect(connected);
        if (!owned.add(accepted, listener::left) || !owned.add(connected, () -> {})) {
            throw new NetException.ConnectFailed(describe() + ": is closed");
        }
        accepted.startLocal(name);
        connected.startLocal(name);
        return connected;
    }

    // ---- making the rest

    @Override
    public Runner runner(String runnerName, Policy policy) {
        return owned.add(new RunnerCore(runnerName, policy, threads, owned));
    }

    @Override
    public Timers timers(String timersName) {
        return owned.add(new TimersCore(timersName, timerQueue, threads, owned));
    }

    @Override
    public Sink sink(String sinkName) {
        return sink(sinkName, 1024, Sink.Overflow.BLOCK);
    }

    @Override
    public Sink sink(String sinkName, int capacity, Sink.Overflow overflow) {
        return owned.add(new SinkCore(sinkName, capacity, overflow, threads, owned));
    }

    @Override
    public Scope scope(String scopeName) {
        return new ScopeCore(scopeName, threads);
    }

    @Override
    public Scope scope(String scopeName, Duration timeout) {
        return new ScopeCore(scopeName, threads, timerQueue, timeout);
    }

    @Override
    public Task run(String taskName, Task.Body body) {
        var task = new UserTask(taskName, RunnerCore.ownLane(taskName, threads), body, owned);
        task.start();
        return task;
    }

    /** Starts a virtual thread of the library's own, which ends by itself. */
    void spawn(String threadName, Runnable body) {
        start(threads.newThread(body), threadName);
    }

    /** Starts the thread that reads a pipe. */
    void spawnReader(String threadName, Runnable body) {
        start(readers.newThread(body), threadName);
    }

    private static void start(Thread thread, String threadName) {
        thread.setName(threadName);
        thread.start();
    }

    boolean add(PipeCore pipe, Runnable whenItEnds) {
        return owned.add(pipe, whenItEnds);
    }

    void forget(PipeCore pipe) {
        owned.remove(pipe);
    }

    void forget(ListenerCore listener) {
        owned.remove(listener);
    }

    /** How often a thread lets others run before it parks. */
    int yields() {
        return yields;
    }

    ThreadFactory threads() {
        return threads;
    }

    TimerQueue timerQueue() {
        return timerQueue;
    }

    @Override
    public Registry<Protocol> protocols() {
        return protocols;
    }

    @Override
    public Registry<Network> transports() {
        return transports;
    }

    @Override
    public String name() {
        return name;
    }

    // ---- end

    @Override
    public boolean isClosed() {
        return owned.isClosed();
    }

    @Override
    public void close() {
        if (owned.close(CLOSE_TIMEOUT)) {
            timerQueue.close();
        }
    }

    @Override
    public Snapshot snapshot() {
        return owned.snapshot();
    }

    @Override
    public String describe() {
        return "node " + name + "[" + owned.describe() + "]";
    }
}
