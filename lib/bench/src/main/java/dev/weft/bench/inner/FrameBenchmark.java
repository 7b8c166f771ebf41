package dev.weft.bench.inner;

import dev.weft.wire.Assembly;
import dev.weft.wire.Frame;
import dev.weft.wire.FrameReader;
import dev.weft.wire.Frames;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A message of 64 bytes into its frame, and out of the read buffer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {

    private static final int BODY_BYTES = 64;

    private final byte[] frame = new byte[Frames.MAX_HEAD_BYTES + BODY_BYTES];
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final FrameReader reader = new FrameReader();
    private final Assembly assembly = new Assembly(1 << 20);

    /** Made by JMH. */
    public FrameBenchmark() {
        buffer.put(frame, 0, write()).flip();
    }

    /** Head of the frame; the body is there already. */
    @Benchmark
    public int write() {
        var head = Frames.writeHead(frame, 1, Frame.Kind.MESSAGE, 0, "Quote");
        Frames.finishHead(frame, head, Frame.Kind.MESSAGE, BODY_BYTES);
        return head + BODY_BYTES;
    }

    /** The frame, its key and a copy of its body. */
    @Benchmark
    public byte[] read() throws ProtocolException {
        buffer.rewind();
        if (reader.read(buffer) instanceof Frame.Data it) {
            assembly.add(it);
        }
        return assembly.takeBody();
    }
}
