package dev.weft.transport;

import java.io.IOException;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Map;

/**
 * A transport: makes {@link Link}s, on the real network of a machine or a simulated one. It serves
 * all pipes of a node, called by many threads at once.
 */
public interface Network {

    /**
     * Connects and waits for it.
     *
     * @param host a name or address; for Unix-domain sockets the path
     * @param port 1 to 65,535; 0 where the transport has none
     * @param options set before the link is opened
     * @param timeout how long it may take
     * @throws java.net.ConnectException when nobody listens there
     * @throws java.net.SocketTimeoutException when the time is over
     */
    Link connect(String host, int port, Map<SocketOption<?>, Object> options, Duration timeout)
            throws IOException, InterruptedException;

    /**
     * Listens.
     *
     * @param host the address to listen on; for Unix-domain sockets the path
     * @param port 0 to 65,535; 0 takes a free one, where the transport has any
     * @param options set on each accepted link, as far as the transport knows them
     * @throws java.net.BindException when the address is in use
     */
    Link.Listener listen(String host, int port, Map<SocketOption<?>, Object> options)
            throws IOException;
}
