package dev.weft.core;

import dev.weft.CloseReason;
import dev.weft.NetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The requests of a channel that wait for their answers; as many as there are callers. */
final class Requests {

    /** One request. */
    record Pending(long correlation, CompletableFuture<MessageCore> answer) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<String> who;
    // Guarded by lock.
    private final Map<Long, CompletableFuture<MessageCore>> waiting = new LinkedHashMap<>();
    private long last;
    private @Nullable CloseReason closed;

    Requests(Supplier<String> who) {
        this.who = who;
    }

    Pending begin() {
        lock.lock();
        try {
            if (closed != null) {
                throw new NetException.Closed(who.get(), closed);
            }
            var answer = new CompletableFuture<MessageCore>();
            waiting.put(++last, answer);
            return new Pending(last, answer);
        } finally {
            lock.unlock();
        }
    }

    void forget(Pending pending) {
        lock.lock();
        try {
            waiting.remove(pending.correlation());
        } finally {
            lock.unlock();
        }
    }

    /** An answer came; a late one, for which nobody waits any more, is dropped. */
    void answer(MessageCore message) {
        CompletableFuture<MessageCore> answer;
        lock.lock();
        try {
            answer = waiting.remove(message.correlation());
        } finally {
            lock.unlock();
        }
        if (answer != null) {
            answer.complete(message);
        }
    }

    void close(CloseReason reason) {
        ArrayList<CompletableFuture<MessageCore>> left;
        lock.lock();
        try {
            closed = reason;
            left = new ArrayList<>(waiting.values());
            waiting.clear();
        } finally {
            lock.unlock();
        }
        for (var answer : left) {
            answer.completeExceptionally(new NetException.Closed(who.get(), reason));
        }
    }
}
