package dev.weft.bench.peer;

import dev.weft.bench.Load;
import dev.weft.bench.Peer;
import dev.weft.bench.Quote;
import dev.weft.bench.Samples;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Netty on its native epoll transport, one event loop a process, frames with a length of four
 * bytes. Handlers run on the event loop and flushes are consolidated, as Netty advises.
 */
public final class NettyPeer implements Peer {

    private static final int END = 1;

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    /** A peer. */
    public NettyPeer() {}

    /** What a side does with a frame, on the event loop. */
    private interface OnFrame {
        void take(Channel channel, ByteBuf frame) throws Exception;
    }

    private static ChannelInitializer<Channel> pipeline(OnFrame onFrame) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new FlushConsolidationHandler())
                        .addLast(new LengthFieldBasedFrameDecoder(1 << 20, 0, 4, 0, 4))
                        .addLast(new SimpleChannelInboundHandler<ByteBuf>() {
                            @Override
                            protected void channelRead0(ChannelHandlerContext context,
                                    ByteBuf frame) throws Exception {
                                onFrame.take(context.channel(), frame);
                            }
                        });
            }
        };
    }

    private static ByteBuf frame(Channel channel, int kind, byte[] body) {
        return channel.alloc().directBuffer(5 + body.length)
                .writeInt(1 + body.length).writeByte(kind).writeBytes(body);
    }

    private static void send(Channel channel, int kind, byte[] body) {
        channel.writeAndFlush(frame(channel, kind, body), channel.voidPromise());
    }

    @Override
    public int serve(Load load) throws Exception {
        OnFrame handler = (channel, frame) -> {
            var kind = frame.readByte();
            if (kind == END || !load.isOneWay()) {
                var body = new byte[frame.readableBytes()];
                frame.readBytes(body);
                send(channel, kind, body);
            } else if (load == Load.RECORDS) {
                var bytes = new byte[frame.readableBytes()];
                frame.readBytes(bytes);
                Sum.add(JacksonCodec.decode(bytes).volume());
            } else {
                var body = new byte[frame.readableBytes()];
                frame.readBytes(body);
                Sum.add(body.length);
            }
        };
        var server = new ServerBootstrap().group(loop).channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(pipeline(handler))
                .bind("127.0.0.1", 0).sync().channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    private Channel open(int port, OnFrame handler) throws InterruptedException {
        return new Bootstrap().group(loop).channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(128 * 1024, 256 * 1024))
                .handler(pipeline(handler))
                .connect("127.0.0.1", port).sync().channel();
    }

    @Override
    public Driver connect(Load load, int port) throws Exception {
        return switch (load) {
            case ROUND_TRIP -> roundTrip(port);
            case CALL, CALLERS_64 -> calls(load, port);
            case IN_FLIGHT_64 -> inFlight(port);
            case IDLE -> idle(port);
            default -> load.senders == 1 ? flood(load, port) : senders(load, port);
        };
    }

    private Driver idle(int port) {
        var open = new ArrayList<Channel>();
        return nanos -> {
            while (open.size() < 10_000) {
                open.add(open(port, (channel, frame) -> { }));
            }
            return Result.of(open.size(), 1);
        };
    }

    private Driver roundTrip(int port) throws InterruptedException {
        var samples = new Samples();
        var body = new byte[Load.ROUND_TRIP.bytes];
        var done = new Turnstile();
        var limit = new long[1];
        var channel = open(port, (it, frame) -> {
            if (samples.next(limit[0])) {
                send(it, 0, body);
            } else {
                done.open();
            }
        });
        return nanos -> {
            limit[0] = nanos;
            samples.begin();
            send(channel, 0, body);
            done.await();
            return samples.end();
        };
    }

    /** Blocking calls from virtual threads: the answers come in the order of the questions. */
    private Driver calls(Load load, int port) throws InterruptedException {
        var waiting = new ConcurrentLinkedQueue<CompletableFuture<byte[]>>();
        var channel = open(port, (it, frame) -> {
            var body = new byte[frame.readableBytes()];
            frame.readBytes(body);
            waiting.remove().complete(body);
        });
        var question = new byte[load.bytes];
        Threads.Step step = number -> {
            var answer = new CompletableFuture<byte[]>();
            channel.eventLoop().execute(() -> {
                waiting.add(answer);
                send(channel, 0, question);
            });
            answer.get();
        };
        return nanos -> load.senders == 1 ? one(step, nanos)
                : Threads.all(load.senders, nanos, Thread.ofVirtual().factory(), step);
    }

    private static Result one(Threads.Step step, long nanos) throws Exception {
        var samples = new Samples();
        Threads.all(1, 0, Thread.ofVirtual().factory(), step);
        var thread = Thread.ofVirtual().start(() -> {
            samples.begin();
            try {
                do {
                    step.run(0);
                } while (samples.next(nanos));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        thread.join();
        return samples.end();
    }

    private Driver inFlight(int port) throws InterruptedException {
        var body = new byte[Load.IN_FLIGHT_64.bytes];
        var flight = new Flight(Load.IN_FLIGHT_64.senders);
        var channel = open(port, (it, frame) -> {
            if (flight.landed()) {
                send(it, 0, body);
            }
        });
        return nanos -> flight.run(nanos, () -> send(channel, 0, body));
    }

    /** One sender: on the event loop itself, in batches while the channel is writable. */
    private Driver flood(Load load, int port) throws InterruptedException {
        var done = new Turnstile();
        var channel = open(port, (it, frame) -> done.open());
        var sender = new Sender(load);
        channel.eventLoop().submit(() -> channel.pipeline().addLast(sender)).sync();
        return nanos -> {
            var begin = System.nanoTime();
            channel.eventLoop().execute(() -> sender.begin(channel, begin + nanos));
            done.await();
            return Result.of(sender.sent, System.nanoTime() - begin);
        };
    }

    /** Writes while the channel takes it, and goes on when it takes more. */
    private static final class Sender extends ChannelInboundHandlerAdapter {
        private final Load load;
        private final byte[] body;
        private long sent;
        private long end;
        private boolean running;

        Sender(Load load) {
            this.load = load;
            this.body = new byte[load.bytes];
        }

        void begin(Channel channel, long endNanos) {
            sent = 0;
            end = endNanos;
            running = true;
            more(channel);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (context.channel().isWritable() && running) {
                context.channel().eventLoop().execute(() -> more(context.channel()));
            }
        }

        private void more(Channel channel) {
            if (!running) {
                return;
            }
            for (var i = 0; i < 256 && channel.isWritable(); i++) {
                channel.write(load == Load.RECORDS ? record(channel) : frame(channel, 0, body),
                        channel.voidPromise());
                sent++;
            }
            channel.flush();
            if (System.nanoTime() >= end) {
                running = false;
                send(channel, END, new byte[0]);
            } else if (channel.isWritable()) {
                channel.eventLoop().execute(() -> more(channel));
            }
        }
    }

    private static ByteBuf record(Channel channel) {
        var frame = channel.alloc().directBuffer(128).writeInt(0).writeByte(0);
        try {
            JacksonCodec.encode(Quote.SAMPLE, new ByteBufOutputStream(frame));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame.setInt(0, frame.readableBytes() - 4);
    }

    /** Many senders: platform threads of the program, that look whether there is room. */
    private Driver senders(Load load, int port) throws InterruptedException {
        var done = new Turnstile();
        var channel = open(port, (it, frame) -> done.open());
        var body = new byte[load.bytes];
        return nanos -> {
            var begin = System.nanoTime();
            var sent = Threads.all(load.senders, nanos, Thread.ofPlatform().factory(), number -> {
                while (!channel.isWritable()) {
                    Thread.onSpinWait();
                    Thread.yield();
                }
                for (var i = 0; i < Threads.BATCH - 1; i++) {
                    channel.write(frame(channel, 0, body), channel.voidPromise());
                }
                send(channel, 0, body);
            });
            send(channel, END, new byte[0]);
            done.await();
            return Result.of(sent.count() * Threads.BATCH, System.nanoTime() - begin);
        };
    }
}
