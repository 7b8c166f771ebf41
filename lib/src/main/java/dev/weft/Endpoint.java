package dev.weft;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where to listen or connect. Written {@code tcp://host:port/protocol}, and so with any other
 * transport but two: {@code unix:///path/of/socket/protocol}, where the last part is the protocol
 * and {@code unix://socket/protocol} is a path in the working directory; and {@code local://name}.
 *
 * @param transport the name of a transport, such as "tcp"
 * @param host a name or address; for "unix" the path of the socket; for "local" any name
 * @param port 0 to 65,535; 0 for "unix" and "local", and for a listener that takes a free one
 * @param protocol the name of a protocol, such as "msgpack"; "objects" for "local"
 */
public record Endpoint(String transport, String host, int port, String protocol) {

    private static final String UNIX = "unix";
    private static final String LOCAL = "local";
    private static final String FORM = "expected transport://host:port/protocol, such as "
            + "tcp://127.0.0.1:7000/msgpack, or unix:///run/lobby.sock/msgpack, or local://name";

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
        if (text.startsWith(UNIX + "://")) {
            return parsePath(text);
        }
        try {
            var uri = new URI(text);
            var transport = uri.getScheme();
            var host = uri.getHost() == null ? uri.getAuthority() : uri.getHost();
            if (transport == null || host == null) {
                throw malformed(text, null);
            }
            if (transport.equals(LOCAL)) {
                return new Endpoint(transport, host, 0, "objects");
            }
            var path = uri.getPath();
            if (uri.getPort() < 0 || path == null || path.length() < 2) {
                throw malformed(text, null);
            }
            return new Endpoint(transport, host, uri.getPort(), path.substring(1));
        } catch (URISyntaxException e) {
            throw malformed(text, e);
        }
    }

    private static Endpoint parsePath(String text) {
        var begin = UNIX.length() + 3;
        var slash = text.lastIndexOf('/');
        if (slash <= begin || slash == text.length() - 1 || text.charAt(slash - 1) == '/') {
            throw malformed(text, null);
        }
        return new Endpoint(UNIX, text.substring(begin, slash), 0, text.substring(slash + 1));
    }

    private static IllegalArgumentException malformed(String text, URISyntaxException cause) {
        return new IllegalArgumentException("endpoint \"" + text + "\": " + FORM, cause);
    }

    /** Whether both ends are in the same node, and messages go as objects. */
    public boolean isLocal() {
        return transport.equals(LOCAL);
    }

    @Override
    public String toString() {
        return switch (transport) {
            case LOCAL -> "local://" + host;
            case UNIX -> "unix://" + host + "/" + protocol;
            default -> transport + "://" + host + ":" + port + "/" + protocol;
        };
    }
}
