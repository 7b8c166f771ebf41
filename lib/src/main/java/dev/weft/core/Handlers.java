package dev.weft.core;

import dev.weft.Answer;
import dev.weft.CloseReason.HandlerFailed;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.Sink.ChannelHandler;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The handlers of a channel or a sink: by key, by key function, for the rest, and for requests. */
final class Handlers {

    private final ReentrantLock lock = new ReentrantLock();
    // Replaced as a whole, under the lock: each message looks here, and few ever change it.
    private volatile Map<String, Handler<Message>> byKey = Map.of();
    private volatile Map<Function<Message, String>, Map<String, Handler<Message>>> byFunction =
            Map.of();
    private volatile Map<String, Answer<Message, Object>> answers = Map.of();
    private volatile @Nullable Handler<Message> other;
    private volatile @Nullable ChannelHandler<HandlerFailed> onError;
    // Guarded by lock.
    private Set<String> dropped = Set.of();
    private long droppedCount;

    void on(String key, Handler<Message> handler) {
        lock.lock();
        try {
            byKey = with(byKey, key, handler);
        } finally {
            lock.unlock();
        }
    }

    void on(String key, Function<Message, String> keyOf, Handler<Message> handler) {
        lock.lock();
        try {
            byFunction = with(byFunction, keyOf,
                    with(byFunction.getOrDefault(keyOf, Map.of()), key, handler));
        } finally {
            lock.unlock();
        }
    }

    void serve(String key, Answer<Message, Object> answer) {
        lock.lock();
        try {
            answers = with(answers, key, answer);
        } finally {
            lock.unlock();
        }
    }

    /** The map with one more entry, or another; in the order in which keys came first. */
    private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
        var more = new LinkedHashMap<>(map);
        more.put(key, value);
        return more;
    }

    void onOther(Handler<Message> handler) {
        other = handler;
    }

    void onError(ChannelHandler<HandlerFailed> handler) {
        onError = handler;
    }

    @Nullable ChannelHandler<HandlerFailed> onError() {
        return onError;
    }

    @Nullable Answer<Message, Object> answer(String key) {
        return answers.get(key);
    }

    /** Who takes this message; null when nobody does. */
    @Nullable Handler<Message> find(Message message) {
        var byItsKey = byKey.get(message.key());
        if (byItsKey != null) {
            return byItsKey;
        }
        for (var entry : byFunction.entrySet()) {
            var handler = entry.getValue().get(entry.getKey().apply(message));
            if (handler != null) {
                return handler;
            }
        }
        return other;
    }

    /** Whether a message of this key is dropped for the first time; 64 keys are remembered. */
    boolean dropsFirst(String key) {
        lock.lock();
        try {
            droppedCount++;
            if (dropped.isEmpty()) {
                dropped = new LinkedHashSet<>();
            }
            return dropped.size() < 64 && dropped.add(key);
        } finally {
            lock.unlock();
        }
    }

    /** How many messages nobody took. */
    long dropped() {
        lock.lock();
        try {
            return droppedCount;
        } finally {
            lock.unlock();
        }
    }
}
