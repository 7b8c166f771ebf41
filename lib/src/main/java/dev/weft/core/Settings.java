package dev.weft.core;

import dev.weft.AcceptHandler;
import dev.weft.CloseReason;
import dev.weft.Endpoint;
import dev.weft.Handler;
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

/** What a binding was told; not changed once a pipe exists. */
final class Settings {

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
