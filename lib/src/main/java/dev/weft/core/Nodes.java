package dev.weft.core;

import dev.weft.Node;
import dev.weft.transport.Network;
import dev.weft.transport.TcpNetwork;
import dev.weft.transport.UnixNetwork;
import java.util.concurrent.ThreadFactory;

/** Starts nodes; the root package's only way in here. */
public final class Nodes {

    private Nodes() {}

    /** A node on this machine's network. */
    public static Node start(String name) {
        var node = start(name, TcpNetwork.system(), Thread.ofVirtual().factory());
        node.transports().add("unix", UnixNetwork.system());
        return node;
    }

    /** A node on a given network, with threads from a given factory. */
    public static Node start(String name, Network network, ThreadFactory threads) {
        return new NodeCore(name, network, threads);
    }
}
