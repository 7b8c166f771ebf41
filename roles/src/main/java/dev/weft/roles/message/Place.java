package dev.weft.roles.message;

/**
 * Where a server listens.
 *
 * @param host a name or address that its peers can reach
 * @param port its port; 0 in a configuration takes a free one
 */
public record Place(String host, int port) {

    /** As the library wants it. */
    public String endpoint() {
        return "tcp://" + host + ":" + port + "/msgpack";
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
