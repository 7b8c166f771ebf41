package dev.weft.bench.peer;

import com.softwaremill.jox.Channel;
import dev.weft.bench.Load;
import dev.weft.bench.Peer;
import dev.weft.bench.Samples;

/** Jox: buffered channels between two virtual threads of one process. */
public final class JoxPeer implements Peer {

    private static final Object END = new Object();

    /** A peer. */
    public JoxPeer() {}

    @Override
    public int serve(Load load) {
        return 0; // all happens in the client
    }

    @Override
    public Driver connect(Load load, int port) {
        Channel<Object> there = Channel.newBufferedChannel(1024);
        Channel<Object> back = Channel.newBufferedChannel(1024);
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    var it = there.receive();
                    if (load == Load.ROUND_TRIP || it == END) {
                        back.send(it);
                    }
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        return nanos -> {
            var result = new Result[1];
            var thread = Thread.startVirtualThread(() -> {
                try {
                    result[0] = load == Load.ROUND_TRIP
                            ? roundTrip(there, back, nanos) : flood(there, back, nanos);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.join();
            return result[0];
        };
    }

    private static Result roundTrip(Channel<Object> there, Channel<Object> back, long nanos)
            throws InterruptedException {
        var samples = new Samples();
        samples.begin();
        do {
            there.send("m");
            back.receive();
        } while (samples.next(nanos));
        return samples.end();
    }

    private static Result flood(Channel<Object> there, Channel<Object> back, long nanos)
            throws InterruptedException {
        var begin = System.nanoTime();
        var sent = 0L;
        while (System.nanoTime() - begin < nanos) {
            for (var i = 0; i < Threads.BATCH; i++) {
                there.send("m");
            }
            sent += Threads.BATCH;
        }
        there.send(END);
        back.receive();
        return Result.of(sent, System.nanoTime() - begin);
    }
}
