package dev.weft.bench.inner;

import dev.weft.bench.Quote;
import dev.weft.protocol.Protocol.Body;
import dev.weft.protocol.msgpack.MsgPack;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A record to msgpack and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

    private final MsgPack codec = new MsgPack();
    private final Body body = new Body(256);
    private byte[] packed = {};
    private Quote quote = new Quote("WEFT-2026-A", 1_234_567, "loopback-1", 101.25);

    /** Packs one. */
    @Setup
    public void pack() throws IOException {
        codec.encode(quote, body);
        packed = Arrays.copyOf(body.bytes(), body.size());
    }

    /** To bytes. */
    @Benchmark
    public int encode() throws IOException {
        body.truncate(0);
        codec.encode(quote, body);
        return body.size();
    }

    /** From bytes. */
    @Benchmark
    public Quote decode() throws IOException {
        quote = codec.decode(packed, 0, packed.length, Quote.class);
        return quote;
    }
}
