package dev.weft.core;

import dev.weft.Node;
import dev.weft.transport.Network;
import dev.weft.transport.TcpNetwork;
import dev.weft.transport.UnixNetwork;
import java.util.concurrent.ThreadFactory;

/** Starts nodes; the root package's only way in here. */
public final class Nodes {

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

    private Nodes() {}

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
}
