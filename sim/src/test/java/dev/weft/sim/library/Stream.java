package dev.weft.sim.library;

import dev.weft.Channel;
import dev.weft.CloseReason;
import dev.weft.NetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One channel of a random program, as its two users see it: what was sent, what came, how it ended.
 * Simulated threads run one at a time, so plain fields will do.
 */
final class Stream {

    /** What goes over it. */
    record Item(int stream, int sender, int number, byte[] ballast) {}

    record Ask(int number) {}

    record Told(int number) {}

    /** One sender's messages, in its order. */
    static final class Way {
        /** Those that were accepted: send returned, or trySend said yes. */
        final List<Integer> accepted = new ArrayList<>();
        final List<Integer> came = new ArrayList<>();
        /** How many were accepted before anybody at this end asked for the end. */
        int acceptedBeforeTheEnd = -1;
        /** The number of the message whose send threw Closed; it may have come or not. */
        int open = -1;

        void check(String who) {
            for (var i = 0; i < came.size(); i++) {
                var expected = i < accepted.size() ? accepted.get(i) : open;
                if (!came.get(i).equals(expected)) {
                    throw new AssertionError(who + ": message " + i + " is " + came.get(i)
                            + " and not " + expected + "; " + came.size() + " came of "
                            + accepted.size() + " accepted");
                }
            }
        }
    }

    final int number;
    final int windowMessages;
    final List<Way> ways = new ArrayList<>();
    /** Messages accepted and taken: their difference is bounded by the window. */
    int accepted;
    int taken;
    /** Calls that have not returned. */
    int inside;
    CloseReason reasonHere;
    CloseReason reasonThere;
    int endsHere;
    int endsThere;
    boolean opened;
    /** Whether the side that accepted it sends. */
    boolean pushed;

    Stream(int number, int windowMessages) {
        this.number = number;
        this.windowMessages = windowMessages;
    }

    /** The peer's handler or receiver got it. */
    void came(Item item) {
        taken++;
        ways.get(item.sender()).came.add(item.number());
    }

    /** Sends until it has sent all, is interrupted often enough, or the channel ends. */
    void sendSome(Channel channel, int sender, int count, RandomGenerator random) {
        var way = ways.get(sender);
        for (var i = 0; i < count; i++) {
            pause(random, 8, 200);
            var item = new Item(number, sender, i,
                    new byte[random.nextInt(12) == 0 ? random.nextInt(40_000) : 5]);
            inside++;
            try {
                if (random.nextInt(5) == 0) {
                    if (!channel.trySend(item)) {
                        continue;
                    }
                } else {
                    channel.send(item);
                }
                way.accepted.add(i);
                accepted++;
            } catch (InterruptedException e) {
                // Cancelled: it was not sent, and the next one goes on.
            } catch (NetException.Closed e) {
                way.open = i;
                return;
            } finally {
                inside--;
            }
        }
    }

    /** Now and then takes a while, and minds no interrupt. */
    static void pause(RandomGenerator random, int oneIn, int mostMillis) {
        if (random.nextInt(oneIn) == 0) {
            try {
                Thread.sleep(random.nextInt(mostMillis));
            } catch (InterruptedException e) {
                // Whoever is interrupted while it does nothing goes on.
            }
        }
    }

    /** Asks and checks each answer. */
    void askSome(Channel channel, int count, RandomGenerator random) {
        for (var i = 0; i < count; i++) {
            inside++;
            try {
                var told = channel.request(new Ask(i), Told.class,
                        Duration.ofMillis(1 + random.nextInt(3_000)));
                if (told.number() != i) {
                    throw new AssertionError("asked " + i + ", was told " + told.number());
                }
            } catch (NetException.TimedOut | NetException.RequestFailed
                    | InterruptedException e) {
                // Each is an answer of its own.
            } catch (NetException.Closed e) {
                return;
            } finally {
                inside--;
            }
        }
    }

    /** Whoever ends it calls this first. */
    void endIsNear() {
        for (var way : ways) {
            if (way.acceptedBeforeTheEnd < 0) {
                way.acceptedBeforeTheEnd = way.accepted.size();
            }
        }
    }
}
