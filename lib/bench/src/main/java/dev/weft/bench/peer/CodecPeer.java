package dev.weft.bench.peer;

import dev.weft.bench.Load;
import dev.weft.bench.Peer;
import dev.weft.bench.Quote;
import dev.weft.protocol.Body;
import dev.weft.protocol.msgpack.MsgPack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The codecs alone: Weft's, Jackson's, and one that was written by hand for this record. */
public final class CodecPeer implements Peer {

    private final String name;

    /** The codec of this name. */
    public CodecPeer(String name) {
        this.name = name;
    }

    private interface Step {
        void run() throws IOException;
    }

    @Override
    public int serve(Load load) {
        return 0;
    }

    @Override
    public Driver connect(Load load, int port) throws IOException {
        var step = step(load == Load.ENCODE);
        return nanos -> {
            var begin = System.nanoTime();
            var count = 0L;
            while (System.nanoTime() - begin < nanos) {
                for (var i = 0; i < 1000; i++) {
                    step.run();
                }
                count += 1000;
            }
            return Result.of(count, System.nanoTime() - begin);
        };
    }

    private Step step(boolean encode) throws IOException {
        var bytes = JacksonCodec.encode(Quote.SAMPLE);
        var ours = new MsgPack();
        var body = new Body(256);
        var array = new byte[256];
        return switch (name) {
            case "codec" -> encode ? () -> {
                body.truncate(0);
                ours.encode(Quote.SAMPLE, body);
                Sum.add(body.size());
            } : () -> Sum.add(ours.decode(bytes, 0, bytes.length, Quote.class).volume());
            case "jackson" -> encode ? () -> Sum.add(JacksonCodec.encode(Quote.SAMPLE).length)
                    : () -> Sum.add(JacksonCodec.decode(bytes).volume());
            default -> encode ? () -> Sum.add(write(Quote.SAMPLE, array))
                    : () -> Sum.add(read(bytes).volume());
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
