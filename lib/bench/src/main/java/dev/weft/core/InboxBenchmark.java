package dev.weft.core;

import dev.weft.wire.Frame;
import java.net.ProtocolException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One message through an inbox, and its credit; without other threads. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InboxBenchmark {

    private final Inbox inbox = new Inbox(1 << 20, 1024, 0);
    private final ReentrantLock lock = new ReentrantLock();
    private final SendWindow window = new SendWindow(lock, () -> "benchmark");
    private final Outgoing outgoing = new Outgoing(true);
    @SuppressWarnings("NullAway") // a message of no channel: nobody asks for it here
    private final MessageCore message =
            new MessageCore(null, Frame.Kind.MESSAGE, 0, "m", new byte[64], null);

    /** Opens the window. */
    @Setup
    public void open() throws ProtocolException {
        window.open(1 << 20, 1024);
        outgoing.begin(1, Frame.Kind.MESSAGE, 0, "m");
        outgoing.end();
    }

    /** The reader adds, the program takes and is done with it. */
    @Benchmark
    public @Nullable Object addAndTake() throws ProtocolException {
        inbox.add(message);
        inbox.poll();
        return inbox.taken(1, 64);
    }

    /** A sender takes credit, and the peer gives it back. */
    @Benchmark
    public boolean takeAndGrant() throws ProtocolException {
        lock.lock();
        try {
            if (window.allows(outgoing)) {
                window.take(outgoing);
            }
        } finally {
            lock.unlock();
        }
        window.grant(0, 1);
        return true;
    }
}
