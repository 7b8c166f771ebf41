package dev.weft.protocol;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Turns message bodies into bytes and back.
 *
 * <p>{@code node.protocols().add("json", new Json())} makes it the one behind
 * {@code tcp://host:port/json}. Both sides of a pipe name the same protocol, or the handshake
 * fails.
 *
 * <p>An instance serves all pipes of a node and is called by many threads at once. What it throws
 * reaches the caller of {@code send} or {@code as} as {@link dev.weft.NetException.BadMessage}.
 */
public interface Protocol {

    /** Writes the body; must not close the stream. */
    void encode(Object body, OutputStream to) throws IOException;

    /**
     * Reads a body, which may come from a hostile peer: it must refuse what is not exactly one
     * value of this type, and must not allocate on the word of a length that the bytes don't hold.
     *
     * @param bytes holds the body
     * @param offset where it begins
     * @param length how long it is
     * @param type what the program asked for
     */
    <T> T decode(byte[] bytes, int offset, int length, Class<T> type) throws IOException;
}
