package dev.weft.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Tries a few times more before a reader parks: an answer that is already on its way is then taken
 * without two kernel wake-ups in a row, which on an idle machine cost many times the read itself.
 *
 * <p>It adapts to each link: after tries in vain the next waits park at once, twice as many each
 * time up to a bound, so that a quiet link pays for about one poll in a hundred waits. Used by the
 * link's one reader, on its thread. A platform thread never polls: it blocks cheaply, and both
 * together were slower than either. {@code -Dweft.polling=false} switches it off.
 */
final class Polling {

    private static final boolean ENABLED =
            !"false".equalsIgnoreCase(System.getProperty("weft.polling"));

    private static final int TRIES = 40;
    private static final int MAX_SKIPS = 127;

    /** How many waits park at once after the next failure. */
    private int penalty;

    /** How many more waits park at once. */
    private int skips;

    /** Like a read, 0 when nothing came. */
    int read(SocketChannel channel, ByteBuffer into) throws IOException {
        if (skips > 0) {
            skips--;
            return 0;
        }
        if (!ENABLED || !Thread.currentThread().isVirtual()) {
            return 0;
        }
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
        return 0;
    }
}
