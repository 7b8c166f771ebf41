package dev.weft.roles.lobby;

import dev.weft.Backoff;
import dev.weft.Node;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.game.ResultStore;
import dev.weft.roles.db.game.ResultStore.Result;
import dev.weft.roles.db.game.Shards;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Results on their way to the shards of their users: one queue and one writing thread for each
 * shard, so that a dead one holds up nobody else. A result that can't be stored is tried again
 * until it is; the games go on meanwhile.
 *
 * <p>The lane adds; {@link #room} bounds each queue, and whoever adds asks it first. Ends with its
 * node; {@link #drain} waits until all is stored.
 */
final class Outbox {

    private static final Backoff PAUSE =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    private static final Duration STEP = Duration.ofMillis(10);

    private final String name;
    private final int max;
    private final Shards shards;
    private final ResultStore store;
    private final Audit audit;
    private final Map<Database, BlockingQueue<Result>> queues = new LinkedHashMap<>();
    private final AtomicInteger pending = new AtomicInteger();
    private volatile boolean ready;

    Outbox(String name, int max, Shards shards, ResultStore store, Audit audit) {
        this.name = name;
        this.max = max;
        this.shards = shards;
        this.store = store;
        this.audit = audit;
        shards.all().forEach(shard -> queues.put(shard, new LinkedBlockingQueue<>()));
    }

    void start(Node node) {
        queues.forEach((shard, queue) ->
                node.run("outbox-" + shard.name(), () -> write(shard, queue)));
    }

    /** Where each user's results belong is known from now on. */
    void open() {
        ready = true;
    }

    boolean isReady() {
        return ready;
    }

    /** Results that surely fit, whoever's they are. */
    int room() {
        return queues.values().stream().mapToInt(queue -> max - queue.size()).min().orElse(0);
    }

    void add(Result result) {
        pending.incrementAndGet();
        queues.get(shards.of(result.uid())).add(result);
    }

    /** Whether all is stored. */
    boolean isEmpty() {
        return pending.get() == 0;
    }

    /** Waits until all is stored, at most for the timeout; returns whether it is. */
    boolean drain(Duration timeout) throws InterruptedException {
        var end = System.nanoTime() + timeout.toNanos();
        while (pending.get() > 0 && System.nanoTime() - end < 0) {
            Thread.sleep(STEP);
        }
        return pending.get() == 0;
    }

    private void write(Database shard, BlockingQueue<Result> queue) throws InterruptedException {
        while (true) {
            var result = queue.take();
            for (var attempt = 0; !stored(shard, result, attempt == 0); attempt++) {
                var now = shards.of(result.uid());
                if (now != shard) {
                    queues.get(now).add(result); // its user has moved; here it would hold up others
                    pending.incrementAndGet();
                    break;
                }
                PAUSE.await(attempt);
            }
            pending.decrementAndGet();
        }
    }

    private boolean stored(Database shard, Result result, boolean first)
            throws InterruptedException {
        try {
            var now = store.store(result);
            audit.tell(name, "result-stored", "match", result.instance(), "uid", result.uid(),
                    "first", now);
            return true;
        } catch (DatabaseDown | RuntimeException e) {
            if (first) {
                audit.tell(name, "result-waits", "match", result.instance(), "uid", result.uid(),
                        "db", shard.name(), "why", e.getMessage());
            }
            return false;
        }
    }
}
