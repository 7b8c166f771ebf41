package dev.weft.transport;

import java.io.IOException;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS 1.3 of the JDK, over another transport:
 *
 * <pre>{@code
 * node.transports().add("tls", Tls.over(node.transports().find("tcp"), context));
 * node.connect("tls://lobby.example.com:7443/msgpack");
 * }</pre>
 *
 * <p>The {@link SSLContext} brings the keys and whom to trust. A listener needs a key in it; a
 * client checks the listener's certificate against its trust store and the endpoint's host. A
 * listener asks for the client's certificate when the settings say so:
 *
 * <pre>{@code
 * Tls.over(tcp, context, settings -> settings.setNeedClientAuth(true))
 * }</pre>
 *
 * <p>The TLS handshake is part of the pipe's and has the same deadline, {@code handshakeTimeout}. A
 * pipe's {@code unwrap(SSLSession.class)} gives the peer's certificates. Nothing older than TLS 1.3
 * is spoken: it has no renegotiation, no compression and no weak ciphers that one could forget to
 * switch off.
 */
public final class Tls implements Network {

    private static final String[] VERSION = {"TLSv1.3"};

    private final Network network;
    private final SSLContext context;
    private final Consumer<SSLParameters> settings;

    private Tls(Network network, SSLContext context, Consumer<SSLParameters> settings) {
        this.network = network;
        this.context = context;
        this.settings = settings;
    }

    /** With default settings: only the listener shows a certificate. */
    public static Tls over(Network network, SSLContext context) {
        return over(network, context, parameters -> { });
    }

    /**
     * With settings of your own.
     *
     * @param network carries the bytes
     * @param context has the keys and whom to trust
     * @param settings changes the parameters of each link, of listeners and of clients, such as
     *         client certificates and cipher suites; the protocol version is not its to choose
     */
    public static Tls over(
            Network network, SSLContext context, Consumer<SSLParameters> settings) {
        return new Tls(network, context, settings);
    }

    @Override
    public Link connect(String host, int port, Map<SocketOption<?>, Object> options,
            Duration timeout) throws IOException, InterruptedException {
        var engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the host must match, RFC 9110
        return link(network.connect(host, port, options, timeout), engine, parameters);
    }

    @Override
    public Link.Listener listen(String host, int port, Map<SocketOption<?>, Object> options)
            throws IOException {
        return new Accepting(network.listen(host, port, options));
    }

    private TlsLink link(Link under, SSLEngine engine, SSLParameters parameters)
            throws IOException {
        try {
            settings.accept(parameters);
            parameters.setProtocols(VERSION);
            engine.setSSLParameters(parameters);
            return new TlsLink(under, engine);
        } catch (IOException | RuntimeException | Error e) {
            under.close();
            throw e;
        }
    }

    /** Does not wait for handshakes: the links make them when they are read. */
    private final class Accepting implements Link.Listener {

        private final Link.Listener listener;

        private Accepting(Link.Listener listener) {
            this.listener = listener;
        }

        @Override
        public Link accept() throws IOException {
            var under = listener.accept();
            var engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            return link(under, engine, engine.getSSLParameters());
        }

        @Override
        public int port() {
            return listener.port();
        }

        @Override
        public void close() {
            listener.close();
        }
    }
}
