package dev.weft.bench.peer;

import dev.weft.Channel;
import dev.weft.Node;
import dev.weft.bench.Load;
import dev.weft.bench.Peer;
import dev.weft.bench.Samples;
import java.util.concurrent.CompletableFuture;

/** A local channel of Weft between two virtual threads of one process. */
public final class LocalPeer implements Peer {

    private final Node node = Node.start("bench");

    /** A peer. */
    public LocalPeer() {}

    @Override
    public int serve(Load load) {
        return 0; // all happens in the client
    }

    @Override
    public Driver connect(Load load, int port) throws InterruptedException {
        node.bind("local://bench").window(1 << 20, 16_384).onAccepted((pipe, channel) ->
                node.run("echo", () -> {
                    while (true) {
                        var message = channel.receive();
                        if (load == Load.ROUND_TRIP || message.key().equals("end")) {
                            channel.send(message.key(), message.as(String.class));
                        }
                    }
                })).listen();
        var channel = node.bind("local://bench").window(1 << 20, 16_384).connect().open("bench");
        return nanos -> {
            var result = new CompletableFuture<Result>();
            node.run("driver", () -> result.complete(load == Load.ROUND_TRIP
                    ? roundTrip(channel, nanos) : flood(channel, nanos)));
            return result.get();
        };
    }

    private static Result roundTrip(Channel channel, long nanos) throws InterruptedException {
        var samples = new Samples();
        samples.begin();
        do {
            channel.send("m", "m");
            channel.receive();
        } while (samples.next(nanos));
        return samples.end();
    }

    private static Result flood(Channel channel, long nanos) throws InterruptedException {
        var begin = System.nanoTime();
        var sent = 0L;
        while (System.nanoTime() - begin < nanos) {
            for (var i = 0; i < Threads.BATCH; i++) {
                channel.send("m", "m");
            }
            sent += Threads.BATCH;
        }
        channel.send("end", "end");
        channel.receive();
        return Result.of(sent, System.nanoTime() - begin);
    }
}
