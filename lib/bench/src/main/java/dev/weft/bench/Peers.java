package dev.weft.bench;

import dev.weft.Policy;
import dev.weft.bench.peer.CodecPeer;
import dev.weft.bench.peer.GrpcPeer;
import dev.weft.bench.peer.JeroMqPeer;
import dev.weft.bench.peer.JoxPeer;
import dev.weft.bench.peer.LocalPeer;
import dev.weft.bench.peer.NettyPeer;
import dev.weft.bench.peer.WeftPeer;
import java.io.IOException;

/** The peers that are written in Java. */
final class Peers {

    private Peers() {}

    static Peer named(String name) throws IOException {
        return switch (name) {
            case "weft" -> new WeftPeer(Policy.STANDALONE);
            case "weft-inline" -> new WeftPeer(Policy.INLINE);
            case "netty" -> new NettyPeer();
            case "jeromq" -> new JeroMqPeer();
            case "grpc" -> new GrpcPeer();
            case "local" -> new LocalPeer();
            case "jox" -> new JoxPeer();
            case "by-hand", "jackson", "codec" -> new CodecPeer(name);
            default -> throw new IllegalArgumentException("no peer \"" + name + "\"");
        };
    }
}
