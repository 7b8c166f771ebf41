package dev.weft.sim;

import dev.weft.Node;

/** The program of a simulated host. It is run again, with a fresh node, at each restart. */
@FunctionalInterface
public interface HostBody {

    /** Runs on a virtual thread of the host. The host stays up when it returns. */
    void run(Node node) throws Exception;
}
