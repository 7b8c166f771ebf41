package dev.weft.bench.peer;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.weft.bench.Load;
import dev.weft.bench.Peer;
import dev.weft.bench.Quote;
import dev.weft.bench.Samples;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;

/**
 * gRPC over Netty without TLS: unary calls for calls, one stream each for all that flows. Bodies
 * are bytes as they are; records are protobuf, written and read by protobuf's own coded streams.
 * Callbacks run on the event loop ({@code directExecutor}), since none of them blocks.
 */
public final class GrpcPeer implements Peer {

    private static final MethodDescriptor<byte[], byte[]> CALL =
            method("call", MethodType.UNARY, new Raw());
    private static final MethodDescriptor<byte[], byte[]> STREAM =
            method("stream", MethodType.BIDI_STREAMING, new Raw());
    private static final MethodDescriptor<Quote, byte[]> QUOTES =
            method("quotes", MethodType.BIDI_STREAMING, new Protobuf());

    /** A peer. */
    public GrpcPeer() {}

    private static <T> MethodDescriptor<T, byte[]> method(
            String name, MethodType type, MethodDescriptor.Marshaller<T> marshaller) {
        return MethodDescriptor.newBuilder(marshaller, new Raw()).setType(type)
                .setFullMethodName("bench/" + name).build();
    }

    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** {@code message Quote { string symbol = 1; int64 volume = 2; string venue = 3; ... }} */
    private static final class Protobuf implements MethodDescriptor.Marshaller<Quote> {
        @Override
        public InputStream stream(Quote quote) {
            try {
                var bytes = new byte[CodedOutputStream.computeStringSize(1, quote.symbol())
                        + CodedOutputStream.computeInt64Size(2, quote.volume())
                        + CodedOutputStream.computeStringSize(3, quote.venue())
                        + CodedOutputStream.computeDoubleSize(4, quote.price())];
                var out = CodedOutputStream.newInstance(bytes);
                out.writeString(1, quote.symbol());
                out.writeInt64(2, quote.volume());
                out.writeString(3, quote.venue());
                out.writeDouble(4, quote.price());
                out.checkNoSpaceLeft();
                return new ByteArrayInputStream(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Quote parse(InputStream stream) {
            try {
                var in = CodedInputStream.newInstance(stream.readAllBytes());
                var symbol = "";
                var volume = 0L;
                var venue = "";
                var price = 0.0;
                for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    switch (tag >>> 3) {
                        case 1 -> symbol = in.readStringRequireUtf8();
                        case 2 -> volume = in.readInt64();
                        case 3 -> venue = in.readStringRequireUtf8();
                        case 4 -> price = in.readDouble();
                        default -> in.skipField(tag);
                    }
                }
                return new Quote(symbol, volume, venue, price);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Hears a stream; what it does at a message is all that differs. */
    private abstract static class Hears<T> implements StreamObserver<T> {
        @Override
        public void onError(Throwable error) {
            // The benchmark ends by ending the processes.
        }

        @Override
        public void onCompleted() {
            // As above.
        }
    }

    @Override
    public int serve(Load load) throws Exception {
        var service = ServerServiceDefinition.builder("bench")
                .addMethod(CALL, ServerCalls.asyncUnaryCall((question, observer) -> {
                    observer.onNext(question);
                    observer.onCompleted();
                }))
                .addMethod(STREAM, ServerCalls.asyncBidiStreamingCall(back -> new Hears<>() {
                    @Override
                    public void onNext(byte[] body) {
                        if (!load.isOneWay() || body.length == 1) {
                            back.onNext(body);
                        } else {
                            Sum.add(body.length);
                        }
                    }
                }))
                .addMethod(QUOTES, ServerCalls.asyncBidiStreamingCall(back -> new Hears<>() {
                    @Override
                    public void onNext(Quote quote) {
                        Sum.add(quote.volume());
                        if (quote.volume() == 0) {
                            back.onNext(new byte[1]);
                        }
                    }
                }))
                .build();
        return NettyServerBuilder.forPort(0).directExecutor().addService(service).build().start()
                .getPort();
    }

    @Override
    public Driver connect(Load load, int port) throws Exception {
        var channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext()
                .directExecutor().build();
        var body = new byte[load.bytes];
        return switch (load) {
            case CALLERS_64 -> nanos -> Threads.all(load.senders, nanos,
                    Thread.ofVirtual().factory(), number -> ClientCalls.blockingUnaryCall(
                            channel, CALL, CallOptions.DEFAULT, body));
            case CALL -> nanos -> {
                var samples = new Samples();
                samples.begin();
                do {
                    ClientCalls.blockingUnaryCall(channel, CALL, CallOptions.DEFAULT, body);
                } while (samples.next(nanos));
                return samples.end();
            };
            case ROUND_TRIP -> roundTrip(channel, body);
            case IN_FLIGHT_64 -> inFlight(channel, body);
            default -> flood(load, channel, body);
        };
    }

    private static Driver roundTrip(ManagedChannel channel, byte[] body) {
        var samples = new Samples();
        var done = new Turnstile();
        var limit = new long[1];
        var out = new Stream<>(channel, STREAM) {
            @Override
            public void onNext(byte[] answer) {
                if (samples.next(limit[0])) {
                    send(body);
                } else {
                    done.open();
                }
            }
        };
        return nanos -> {
            limit[0] = nanos;
            samples.begin();
            out.send(body);
            done.await();
            return samples.end();
        };
    }

    private static Driver inFlight(ManagedChannel channel, byte[] body) {
        var flight = new Flight(Load.IN_FLIGHT_64.senders);
        var out = new Stream<>(channel, STREAM) {
            @Override
            public void onNext(byte[] answer) {
                if (flight.landed()) {
                    send(body);
                }
            }
        };
        return nanos -> flight.run(nanos, () -> out.send(body));
    }

    private static Driver flood(Load load, ManagedChannel channel, byte[] body) {
        var done = new Turnstile();
        var streams = new Stream<?>[load.senders];
        for (var i = 0; i < load.senders; i++) {
            streams[i] = load == Load.RECORDS ? stream(channel, QUOTES, done)
                    : stream(channel, STREAM, done);
        }
        return nanos -> {
            var begin = System.nanoTime();
            var sent = Threads.all(load.senders, nanos, Thread.ofPlatform().factory(), number -> {
                for (var i = 0; i < Threads.BATCH; i++) {
                    streams[number].sendWhenReady(load == Load.RECORDS ? Quote.SAMPLE : body);
                }
            });
            for (var stream : streams) {
                stream.sendWhenReady(load == Load.RECORDS
                        ? new Quote("", 0, "", 0) : new byte[1]);
            }
            for (var i = 0; i < streams.length; i++) {
                done.await();
            }
            return Result.of(sent.count() * Threads.BATCH, System.nanoTime() - begin);
        };
    }

    private static <T> Stream<T> stream(
            ManagedChannel channel, MethodDescriptor<T, byte[]> method, Turnstile done) {
        return new Stream<>(channel, method) {
            @Override
            public void onNext(byte[] answer) {
                done.open();
            }
        };
    }

    /** The client's end of a stream; waits for its flow control. */
    private abstract static class Stream<T> extends Hears<byte[]>
            implements ClientResponseObserver<T, byte[]> {

        private final Semaphore ready = new Semaphore(0);
        private final ClientCallStreamObserver<T> out;

        Stream(ManagedChannel channel, MethodDescriptor<T, byte[]> method) {
            out = (ClientCallStreamObserver<T>) ClientCalls.asyncBidiStreamingCall(
                    channel.newCall(method, CallOptions.DEFAULT), this);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<T> stream) {
            stream.setOnReadyHandler(ready::release);
        }

        void send(T body) {
            out.onNext(body);
        }

        @SuppressWarnings("unchecked") // the caller knows what its stream carries
        void sendWhenReady(Object body) throws InterruptedException {
            while (!out.isReady()) {
                ready.acquire();
            }
            ready.drainPermits();
            send((T) body);
        }
    }
}
