package dev.weft;

import dev.weft.protocol.Protocol;

/** The protocols of a node by name. "msgpack" and "bytes" are there from the start. */
public interface Protocols {

    /**
     * Adds a protocol under its name.
     *
     * @throws IllegalArgumentException when the name is taken
     */
    Protocols add(Protocol protocol);

    /** Removes one; pipes that use it keep it. False when there was none of this name. */
    boolean remove(String name);
}
