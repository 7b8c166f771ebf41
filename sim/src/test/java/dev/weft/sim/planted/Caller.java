package dev.weft.sim.planted;

import dev.weft.Channel;
import dev.weft.NetException;
import dev.weft.Node;
import java.time.Duration;

/** Asks a server, over a new pipe whenever the one before broke. One thread uses it. */
final class Caller {

    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final Node node;
    private final String endpoint;
    private Channel channel;

    Caller(Node node, String endpoint) {
        this.node = node;
        this.endpoint = endpoint;
    }

    /** Asks until there is an answer. */
    <R> R insist(Object question, Class<R> answer) throws InterruptedException {
        while (true) {
            try {
                return ask(question, answer);
            } catch (NetException e) {
                Thread.sleep(50);
            }
        }
    }

    /** Asks once. */
    <R> R ask(Object question, Class<R> answer) throws InterruptedException {
        try {
            if (channel == null) {
                channel = node.connect(endpoint, PATIENCE).open("calls");
            }
            return channel.request(question, answer, PATIENCE);
        } catch (NetException e) {
            if (channel != null) {
                channel.pipe().destroy();
                channel = null;
            }
            throw e;
        }
    }
}
