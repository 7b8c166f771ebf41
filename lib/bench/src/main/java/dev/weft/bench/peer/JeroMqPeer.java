package dev.weft.bench.peer;

import dev.weft.bench.Load;
import dev.weft.bench.Peer;
import dev.weft.bench.Quote;
import dev.weft.bench.Samples;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** JeroMQ, with one I/O thread: pairs for what goes both ways, push and pull for floods. */
public final class JeroMqPeer implements Peer {

    private static final byte[] END = {1};

    private final ZContext context = new ZContext(1);

    /** A peer. */
    public JeroMqPeer() {}

    private ZMQ.Socket socket(Load load, boolean server) {
        var type = load == Load.CALL
                ? server ? SocketType.REP : SocketType.REQ
                : SocketType.PAIR;
        var socket = context.createSocket(type);
        if (load.isOneWay()) {
            socket.setHWM(load.bytes > 10_000 ? 1000 : 100_000);
        }
        return socket;
    }

    @Override
    public int serve(Load load) {
        var socket = socket(load, true);
        var port = socket.bindToRandomPort("tcp://127.0.0.1");
        // A socket belongs to one thread: it is passed on once, before its first use.
        var thread = new Thread(() -> {
            while (true) {
                var body = socket.recv();
                if (!load.isOneWay() || body.length == 1) {
                    socket.send(body);
                } else if (load == Load.RECORDS) {
                    decode(body);
                } else {
                    Sum.add(body.length);
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return port;
    }

    private static void decode(byte[] body) {
        try {
            Sum.add(JacksonCodec.decode(body).volume());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public Driver connect(Load load, int port) {
        var socket = socket(load, false);
        socket.connect("tcp://127.0.0.1:" + port);
        var body = new byte[load.bytes];
        return switch (load) {
            case ROUND_TRIP, CALL -> nanos -> {
                var samples = new Samples();
                samples.begin();
                do {
                    socket.send(body);
                    socket.recv();
                } while (samples.next(nanos));
                return samples.end();
            };
            case IN_FLIGHT_64 -> nanos -> inFlight(socket, body, nanos);
            default -> nanos -> {
                var begin = System.nanoTime();
                var sent = 0L;
                while (System.nanoTime() - begin < nanos) {
                    for (var i = 0; i < Threads.BATCH; i++) {
                        socket.send(load == Load.RECORDS
                                ? JacksonCodec.encode(Quote.SAMPLE) : body.clone());
                    }
                    sent += Threads.BATCH;
                }
                socket.send(END);
                socket.recv();
                return Result.of(sent, System.nanoTime() - begin);
            };
        };
    }

    private static Result inFlight(ZMQ.Socket socket, byte[] body, long nanos) {
        var begin = System.nanoTime();
        for (var i = 0; i < Load.IN_FLIGHT_64.senders; i++) {
            socket.send(body);
        }
        var count = 0L;
        do {
            for (var i = 0; i < Load.IN_FLIGHT_64.senders; i++) {
                socket.recv();
                socket.send(body);
                count++;
            }
        } while (System.nanoTime() - begin < nanos);
        for (var i = 0; i < Load.IN_FLIGHT_64.senders; i++) {
            socket.recv();
        }
        return Result.of(count, System.nanoTime() - begin);
    }
}
