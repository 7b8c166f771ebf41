package dev.weft.core;

import dev.weft.Node;
import dev.weft.transport.Network;
import java.util.concurrent.ThreadFactory;

/** Starts nodes. */
public final class Nodes {
    private Nodes() {}

    public static Node start(String name) {
        throw new IllegalStateException("not yet");
    }

    public static Node start(String name, Network network, ThreadFactory threads) {
        throw new IllegalStateException("not yet");
    }
}
