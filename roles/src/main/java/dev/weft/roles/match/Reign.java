package dev.weft.roles.match;

import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.auth.Leadership;
import dev.weft.roles.db.runner.DatabaseDown;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Whether this matchmaker is the active one. The lease counts from before it was asked for, by the
 * local clock: whoever was paused for longer knows, without asking, that he may no longer propose.
 *
 * <p>{@link #step} runs on the directory's thread; others may read.
 */
final class Reign {

    private final String name;
    private final UUID node;
    private final Leadership leadership;
    private final Duration lease;
    private final BooleanSupplier judges;
    private final Audit audit;
    private volatile long epoch; // 0 while another is active
    private volatile long leaseEnd;
    private volatile boolean replaced; // a successor reigns, by our own will

    Reign(String name, UUID node, Leadership leadership, Duration lease, BooleanSupplier judges,
            Audit audit) {
        this.name = name;
        this.node = node;
        this.leadership = leadership;
        this.lease = lease;
        this.judges = judges;
        this.audit = audit;
    }

    /** The epoch while active, also when the lease can't be renewed now; else 0. */
    long epoch() {
        return epoch;
    }

    /** May make matches: active, and nobody else can be; or replaced, of what is left to it. */
    boolean holds() {
        return epoch != 0 && (replaced || System.nanoTime() - leaseEnd < 0);
    }

    /** Whether {@link #handOver} has begun. */
    boolean isReplaced() {
        return replaced;
    }

    /** Renews nothing any more: a successor is about to take the place. */
    void beginHandOver() {
        replaced = true;
        audit.tell(name, "mm-replaced", "epoch", epoch);
    }

    /** Gives the place to the successor. It was given already when it is no longer ours. */
    void handOver(UUID successor) throws DatabaseDown, InterruptedException {
        leadership.handOver(node, epoch, successor);
    }

    /** Renews, or takes over; returns whether something changed. */
    boolean step() throws DatabaseDown, InterruptedException {
        if (replaced) {
            return false;
        }
        var end = System.nanoTime() + lease.toNanos();
        if (epoch != 0) {
            if (leadership.renew(node, epoch)) {
                leaseEnd = end;
                return false;
            }
            audit.tell(name, "mm-lost", "epoch", epoch);
            epoch = 0;
            return true;
        }
        var taken = leadership.take(node, judges.getAsBoolean());
        if (taken.isEmpty()) {
            return false;
        }
        leaseEnd = end;
        epoch = taken.getAsLong();
        audit.tell(name, "mm-active", "epoch", epoch);
        return true;
    }

    void leave() {
        var last = epoch;
        epoch = 0;
        try {
            if (last != 0) {
                leadership.leave(node, last);
            }
        } catch (DatabaseDown e) {
            // The lease ends by itself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
