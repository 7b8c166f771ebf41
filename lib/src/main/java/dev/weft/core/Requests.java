package dev.weft.core;

import dev.weft.CloseReason;
import dev.weft.NetException;
import dev.weft.core.MessageCore.Keys;
import dev.weft.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The requests of a channel that wait for their answers; as many as there are callers. */
final class Requests {

    /** One request. */
    private record Pending(long correlation, CompletableFuture<MessageCore> answer) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final ChannelCore channel;
    private final Sending sending;
    // Guarded by lock.
    private final Map<Long, CompletableFuture<MessageCore>> waiting = new LinkedHashMap<>();
    private long last;
    private @Nullable CloseReason closed;

    Requests(ChannelCore channel, Sending sending) {
        this.channel = channel;
        this.sending = sending;
    }

    /** Asks and waits; see {@link dev.weft.Channel#request}. */
    <R> R ask(Object question, Class<R> type, Duration timeout) throws InterruptedException {
        if (sending.isByReader()) {
            throw new IllegalStateException(channel.describe() + ": a request would block a "
                    + "handler that runs inline, on the thread that reads; use another policy");
        }
        var deadline = System.nanoTime() + timeout.toNanos();
        var key = Keys.of(question.getClass());
        var pending = begin();
        try {
            if (!sending.send(Frame.Kind.REQUEST, pending.correlation(), key, question,
                    timeout.toNanos())) {
                throw new NetException.TimedOut(channel.describe() + ": request \"" + key
                        + "\" had no credit within " + timeout);
            }
            var left = deadline - System.nanoTime();
            var reply = pending.answer().get(left, TimeUnit.NANOSECONDS);
            if (reply.kind() == Frame.Kind.FAILURE) {
                throw new NetException.RequestFailed(channel.describe() + ": request \"" + key
                        + "\" failed: " + textOf(reply));
            }
            return reply.as(type);
        } catch (TimeoutException e) {
            throw new NetException.TimedOut(channel.describe() + ": request \"" + key
                    + "\" had no answer within " + timeout);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NetException.Closed closed
                    ? new NetException.Closed(channel.describe(), closed.reason())
                    : new IllegalStateException(channel.describe(), e);
        } finally {
            forget(pending);
        }
    }

    private static String textOf(MessageCore failure) {
        return failure.bytes() == null
                ? String.valueOf(failure.object())
                : new String(failure.bytes(), StandardCharsets.UTF_8)
                        .replaceAll("\\p{Cc}", " "); // a peer's words stay on one line
    }

    private Pending begin() {
        lock.lock();
        try {
            if (closed != null) {
                throw new NetException.Closed(channel.describe(), closed);
            }
            var answer = new CompletableFuture<MessageCore>();
            waiting.put(++last, answer);
            return new Pending(last, answer);
        } finally {
            lock.unlock();
        }
    }

    private void forget(Pending pending) {
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

    /** For snapshots. */
    int count() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
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
            answer.completeExceptionally(new NetException.Closed(channel.describe(), reason));
        }
    }
}
