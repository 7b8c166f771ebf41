package dev.weft;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where to listen or connect: {@code transport://host:port/protocol}.
 *
 * @param transport "tcp" or "local"
 * @param host a name or address; for "local" any name
 * @param port 0 to 65,535; 0 for "local", and for a listener that takes a free one
 * @param protocol the name of a protocol; "local" needs none and says "objects"
 */
public record Endpoint(String transport, String host, int port, String protocol) {

    private static final String FORM = "expected transport://host:port/protocol, such as "
            + "tcp://127.0.0.1:7000/msgpack, or local://name";

    /** Checks the parts. */
    public Endpoint {
        if (transport.isEmpty() || host.isEmpty() || protocol.isEmpty()) {
            throw new IllegalArgumentException("endpoint with an empty part: " + FORM);
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not in 0..65535");
        }
    }

    /** Reads the written form; throws {@link IllegalArgumentException} that shows the right one. */
    public static Endpoint parse(String text) {
        try {
            var uri = new URI(text);
            var transport = uri.getScheme();
            var host = uri.getHost() == null ? uri.getAuthority() : uri.getHost();
            if (transport == null || host == null) {
                throw new IllegalArgumentException("endpoint \"" + text + "\": " + FORM);
            }
            if (transport.equals("local")) {
                return new Endpoint(transport, host, 0, "objects");
            }
            var path = uri.getPath();
            if (uri.getPort() < 0 || path == null || path.length() < 2) {
                throw new IllegalArgumentException("endpoint \"" + text + "\": " + FORM);
            }
            return new Endpoint(transport, host, uri.getPort(), path.substring(1));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("endpoint \"" + text + "\": " + FORM, e);
        }
    }

    @Override
    public String toString() {
        return transport.equals("local")
                ? "local://" + host
                : transport + "://" + host + ":" + port + "/" + protocol;
    }
}
