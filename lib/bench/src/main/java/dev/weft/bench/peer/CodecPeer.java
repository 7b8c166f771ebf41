package dev.weft.bench.peer;

import dev.weft.bench.Load;
import dev.weft.bench.Peer;
import dev.weft.bench.Quote;
import dev.weft.protocol.Protocol.Body;
import dev.weft.protocol.msgpack.MsgPack;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The codecs alone: Weft's, Jackson's, and one that was written by hand for this record. */
public final class CodecPeer implements Peer {

    private final String name;
    /** Some, so that none is a constant to the compiler; encoded all of one shape. */
    private final Quote[] quotes = new Quote[64];
    private final byte[][] packed = new byte[quotes.length][];

    /** The codec of this name. */
    public CodecPeer(String name) throws IOException {
        this.name = name;
        for (var i = 0; i < quotes.length; i++) {
            quotes[i] = new Quote("WEFT-2026-" + (char) ('A' + i % 26), 1_000_000 + i,
                    "loopback-" + i % 10, 100.25 + i);
            packed[i] = JacksonCodec.encode(quotes[i]);
        }
    }

    private interface Step {
        void run(int which) throws IOException;
    }

    @Override
    public int serve(Load load) {
        return 0;
    }

    @Override
    public Driver connect(Load load, int port) {
        var step = step(load == Load.ENCODE);
        var clock = ManagementFactory.getThreadMXBean();
        return nanos -> {
            var begin = System.nanoTime();
            var cpu = clock.getCurrentThreadCpuTime();
            var count = 0L;
            while (System.nanoTime() - begin < nanos) {
                for (var i = 0; i < 1024; i++) {
                    step.run(i & quotes.length - 1);
                }
                count += 1024;
            }
            // Processor time: this is nothing but computing.
            return Result.of(count, clock.getCurrentThreadCpuTime() - cpu);
        };
    }

    private Step step(boolean encode) {
        var ours = new MsgPack();
        var body = new Body(256);
        var array = new byte[256];
        return switch (name) {
            case "codec" -> encode ? i -> {
                body.truncate(0);
                ours.encode(quotes[i], body);
                Sum.add(body.size());
            } : i -> Sum.add(
                    ours.decode(packed[i], 0, packed[i].length, Quote.class).volume());
            case "jackson" -> encode ? i -> Sum.add(JacksonCodec.encode(quotes[i]).length)
                    : i -> Sum.add(JacksonCodec.decode(packed[i]).volume());
            default -> encode ? i -> Sum.add(write(quotes[i], array))
                    : i -> Sum.add(read(packed[i]).volume());
        };
    }

    // ---- by hand: what a person would write who knows this record and trusts the bytes

    private static int write(Quote quote, byte[] to) {
        to[0] = (byte) 0x84;
        var at = text("symbol", to, 1);
        at = text(quote.symbol(), to, at);
        at = text("volume", to, at);
        to[at] = (byte) 0xce;
        ByteBuffer.wrap(to).putInt(at + 1, (int) quote.volume());
        at = text("venue", to, at + 5);
        at = text(quote.venue(), to, at);
        at = text("price", to, at);
        to[at] = (byte) 0xcb;
        ByteBuffer.wrap(to).putDouble(at + 1, quote.price());
        return at + 9;
    }

    @SuppressWarnings("deprecation") // the fastest way for text that is known to be ASCII
    private static int text(String text, byte[] to, int at) {
        var length = text.length();
        to[at] = (byte) (0xa0 | length);
        text.getBytes(0, length, to, at + 1);
        return at + 1 + length;
    }

    private static Quote read(byte[] from) {
        var at = 1 + 7;
        var symbol = text(from, at);
        at += 1 + symbol.length() + 7;
        var volume = ByteBuffer.wrap(from).getInt(at + 1);
        at += 5 + 6;
        var venue = text(from, at);
        at += 1 + venue.length() + 6;
        return new Quote(symbol, volume, venue, ByteBuffer.wrap(from).getDouble(at + 1));
    }

    private static String text(byte[] from, int at) {
        return new String(from, at + 1, from[at] & 0x1f, StandardCharsets.UTF_8);
    }
}
