package dev.weft;

import dev.weft.Binding.AcceptHandler;
import java.util.function.UnaryOperator;

/** A listening node and one that is connected to it, for tests. */
final class Pair implements AutoCloseable {

    static final String TCP = "tcp://127.0.0.1:0/msgpack";
    static final String LOCAL = "local://here";

    final Node server;
    final Node client;
    final Listener listener;
    final Pipe pipe;

    private final String endpoint;

    private Pair(String endpoint, Node server, Node client, Binding binding,
            UnaryOperator<Binding> there) throws InterruptedException {
        this.endpoint = endpoint;
        this.server = server;
        this.client = client;
        this.listener = binding.listen();
        this.pipe = there.apply(client.bind(address())).connect();
    }

    /** Over this endpoint; a local pipe has both ends in one node. */
    static Pair over(String endpoint, AcceptHandler accept) throws InterruptedException {
        return with(endpoint, it -> it.onAccepted(accept), it -> it);
    }

    static Pair with(String endpoint, UnaryOperator<Binding> listening,
            UnaryOperator<Binding> connecting) throws InterruptedException {
        var server = Node.start("server");
        var client = endpoint.startsWith("local") ? server : Node.start("client");
        return new Pair(
                endpoint, server, client, listening.apply(server.bind(endpoint)), connecting);
    }

    String address() {
        return endpoint.replace(":0/", ":" + listener.port() + "/");
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
