package dev.weft.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Tries a few times more before a reader parks: an answer that is already on its way is then taken
 * without two kernel wake-ups in a row, which on an idle machine cost many times the read itself.
 *
 * <p>It adapts to each link. After tries in vain the next waits park at once, twice as many each
 * time up to a bound, so that a quiet link hardly ever polls. A wait that was short all the same
 * counts as many: two ends that answer each other must find back to polling both, for alone
 * neither finds the other's answer in time.
 *
 * <p>Used by the link's one reader, on its thread. A platform thread never polls: it blocks
 * cheaply, and both together were slower than either. Nor does anybody on a single processor,
 * which the other end needs. {@code -Dweft.polling=false} switches it off.
 */
final class Polling {

    private static final boolean ENABLED =
            !"false".equalsIgnoreCase(System.getProperty("weft.polling"))
                    && Runtime.getRuntime().availableProcessors() > 1;

    private static final int TRIES = 100;
    private static final int MAX_SKIPS = 127;

    /** A wait that polling could have saved; longer than one wake-up of the other end takes. */
    private static final int SHORT_NANOS = 100_000;
    private static final int SHORT_WEIGHT = 8;

    /** How many waits park at once after the next failure. */
    private int penalty;

    /** How many more waits park at once. */
    private int skips;

    private long parkedAt;

    /** Like a read, 0 when nothing came and the reader is to park. */
    int read(SocketChannel channel, ByteBuffer into) throws IOException {
        if (!ENABLED || !Thread.currentThread().isVirtual()) {
            return 0;
        }
        if (skips <= 0) {
            for (var i = 0; i < TRIES; i++) {
                // Lets the other virtual threads run: often one of them causes the answer.
                Thread.yield();
                var count = channel.read(into);
                if (count != 0) {
                    penalty = 0;
                    return count;
                }
            }
            penalty = Math.min(2 * penalty + 1, MAX_SKIPS);
            skips = penalty;
        }
        parkedAt = System.nanoTime();
        return 0;
    }

    /** To be called when the reader has woken up. */
    void woken() {
        if (ENABLED) {
            skips -= System.nanoTime() - parkedAt < SHORT_NANOS ? SHORT_WEIGHT : 1;
        }
    }
}
