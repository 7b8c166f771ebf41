package dev.weft.core;

import dev.weft.Binding;
import dev.weft.Binding.AcceptHandler;
import dev.weft.CloseReason;
import dev.weft.Endpoint;
import dev.weft.Handler;
import dev.weft.Listener;
import dev.weft.NetException;
import dev.weft.Pipe;
import dev.weft.protocol.Protocol;
import dev.weft.transport.Network;
import dev.weft.wire.Frame;
import dev.weft.wire.Frames;
import java.net.ProtocolException;
import java.net.SocketOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects {@link Settings} until it is used. */
final class BindingCore implements Binding {

    private final NodeCore node;
    private final Settings settings;
    private boolean sealed;

    BindingCore(NodeCore node, Settings settings) {
        this.node = node;
        this.settings = settings;
    }

    private Settings open() {
        if (sealed) {
            throw new IllegalStateException("binding " + settings.endpoint
                    + ": already used; settings come before listen() and connect()");
        }
        return settings;
    }

    private static int range(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " " + value + " is not in " + least + ".." + most);
        }
        return value;
    }

    @Override
    public <T> Binding option(SocketOption<T> option, T value) {
        if (open().endpoint.isLocal()) {
            throw new IllegalArgumentException("binding " + settings.endpoint
                    + ": transport local has no option " + option.name() + ", nor any other");
        }
        settings.options.put(option, value);
        return this;
    }

    @Override
    public Binding maxOpenChannels(int max) {
        open().maxOpenChannels = range("maxOpenChannels", max, 1, 65_536);
        return this;
    }

    @Override
    public Binding maxPipes(int max) {
        open().maxPipes = range("maxPipes", max, 1, Integer.MAX_VALUE);
        return this;
    }

    @Override
    public Binding maxMessageBytes(int max) {
        open().maxMessageBytes = range("maxMessageBytes", max, 1024, 64 << 20);
        return this;
    }

    @Override
    public Binding window(int bytes, int messages) {
        open().windowBytes = range("window bytes", bytes, 1024, 64 << 20);
        settings.windowMessages = range("window messages", messages, 1, 65_536);
        return this;
    }

    @Override
    public Binding heartbeat(Duration interval, Duration timeout) {
        Heartbeat.checkRange(interval, timeout);
        open().heartbeatInterval = interval;
        settings.heartbeatTimeout = timeout;
        return this;
    }

    @Override
    public Binding handshakeTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("handshakeTimeout must be over zero: " + timeout);
        }
        open().handshakeTimeout = timeout;
        return this;
    }

    @Override
    public Binding onAccepted(AcceptHandler handler) {
        open().acceptor = handler;
        return this;
    }

    @Override
    public Binding onAccepted(String channelName, AcceptHandler handler) {
        open().acceptors.put(channelName, handler);
        return this;
    }

    @Override
    public Binding onConnected(Handler<Pipe> handler) {
        open().onConnected = handler;
        return this;
    }

    @Override
    public Binding onFailed(Handler<NetException> handler) {
        open().onFailed = handler;
        return this;
    }

    @Override
    public Binding onClose(Handler<CloseReason> handler) {
        open().onClose = handler;
        return this;
    }

    @Override
    public Binding onDestroy(Handler<Pipe> handler) {
        open().onDestroy = handler;
        return this;
    }

    @Override
    public Listener listen() {
        var use = use();
        var network = use.network;
        return network == null ? node.listenLocal(use) : node.listen(use, network);
    }

    @Override
    public Pipe connect() throws InterruptedException {
        var use = use();
        var network = use.network;
        try {
            return network == null ? node.connectLocal(use) : node.connect(use, network);
        } catch (NetException e) {
            failed(e, use.onFailed);
            throw e;
        }
    }

    private void failed(NetException why, @Nullable Handler<NetException> handler) {
        if (handler != null) {
            new Life.Events(node.threads(), node).add("onFailed", () -> handler.handle(why));
        }
    }

    private Settings use() {
        var use = open();
        sealed = true;
        return use;
    }

    /** What a binding was told; not changed once a pipe exists. */
    static final class Settings {

        final Endpoint endpoint;
        final Protocol protocol;
        /** Null where the pipe stays inside the node. */
        final @Nullable Network network;
        final Map<SocketOption<?>, Object> options = new LinkedHashMap<>();
        final Map<String, AcceptHandler> acceptors = new LinkedHashMap<>();
        int maxOpenChannels = 1024;
        int maxPipes = 10_000;
        int maxMessageBytes = 1 << 20;
        int windowBytes = 256 * 1024;
        int windowMessages = 256;
        Duration heartbeatInterval = Duration.ofSeconds(10);
        Duration heartbeatTimeout = Duration.ofSeconds(30);
        Duration handshakeTimeout = Duration.ofSeconds(10);
        @Nullable AcceptHandler acceptor;
        @Nullable Handler<Pipe> onConnected;
        @Nullable Handler<NetException> onFailed;
        @Nullable Handler<CloseReason> onClose;
        @Nullable Handler<Pipe> onDestroy;

        Settings(Endpoint endpoint, Protocol protocol, @Nullable Network network) {
            this.endpoint = endpoint;
            this.protocol = protocol;
            this.network = network;
        }

        /** Refuses a peer that speaks otherwise. */
        void agree(Frame.Hello peer) throws ProtocolException {
            if (peer.least() > Frames.VERSION || peer.most() < Frames.VERSION) {
                throw new ProtocolException("no common version of the wire format: one side speaks "
                        + peer.least() + " to " + peer.most() + ", the other " + Frames.VERSION);
            }
            if (!peer.protocol().equals(endpoint.protocol())) {
                throw new ProtocolException("no common protocol: one side has \"" + peer.protocol()
                        + "\", the other \"" + endpoint.protocol() + "\"");
            }
        }

        @Nullable AcceptHandler acceptorOf(String channelName) {
            return acceptors.getOrDefault(channelName, acceptor);
        }
    }
}
