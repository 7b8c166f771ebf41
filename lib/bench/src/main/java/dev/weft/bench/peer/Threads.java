package dev.weft.bench.peer;

import dev.weft.bench.Peer.Result;
import java.util.ArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Many threads that do the same for the time of a round. */
final class Threads {

    /** Messages of a flood between two looks at the clock. */
    static final int BATCH = 64;

    /** What a thread does again and again. */
    interface Step {
        void run(int thread) throws Exception;
    }

    private Threads() {}

    /** Runs them; counts the steps. */
    static Result all(int count, long nanos, ThreadFactory factory, Step step) throws Exception {
        var steps = new AtomicLong();
        var failed = new AtomicReference<@Nullable Exception>();
        var begin = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < count; i++) {
            var number = i;
            threads.add(factory.newThread(() -> {
                var done = 0L;
                try {
                    while (System.nanoTime() - begin < nanos) {
                        step.run(number);
                        done++;
                    }
                } catch (Exception e) {
                    failed.set(e);
                }
                steps.addAndGet(done);
            }));
        }
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
        var failure = failed.get();
        if (failure != null) {
            throw failure;
        }
        return Result.of(steps.get(), System.nanoTime() - begin);
    }
}
