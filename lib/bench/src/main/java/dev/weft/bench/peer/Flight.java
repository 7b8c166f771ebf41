package dev.weft.bench.peer;

import dev.weft.bench.Peer.Result;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps a number of messages on their way for the time of a round. */
final class Flight {

    /** Sends one more. */
    interface Departure {
        void send() throws Exception;
    }

    private final int most;
    private final AtomicInteger left = new AtomicInteger();
    private final Turnstile done = new Turnstile();
    // Of the thread that receives, once the first is on its way.
    private long end;
    private long landed;
    private boolean over;

    Flight(int most) {
        this.most = most;
    }

    /** One came back; true when another has to go, on the thread that receives. */
    boolean landed() {
        landed++;
        // A look at the clock for each would cost more than the message.
        if (!over && ((landed & 15) != 0 || System.nanoTime() < end)) {
            return true;
        }
        over = true;
        if (left.decrementAndGet() == 0) {
            done.open();
        }
        return false;
    }

    Result run(long nanos, Departure departure) throws Exception {
        landed = 0;
        over = false;
        left.set(most);
        var begin = System.nanoTime();
        end = begin + nanos;
        for (var i = 0; i < most; i++) {
            departure.send();
        }
        done.await();
        return Result.of(landed, System.nanoTime() - begin);
    }
}
