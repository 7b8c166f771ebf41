package dev.weft.core;

import dev.weft.Answer;
import dev.weft.CloseReason.HandlerFailed;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.Sink.ChannelHandler;
import java.util.HashMap;
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
    // Guarded by lock.
    private final Map<String, Handler<Message>> byKey = new HashMap<>();
    private final Map<Function<Message, String>, Map<String, Handler<Message>>> byFunction =
            new LinkedHashMap<>();
    private final Map<String, Answer<Message, Object>> answers = new HashMap<>();
    private final Set<String> dropped = new LinkedHashSet<>();
    private long droppedCount;
    private @Nullable Handler<Message> other;
    private @Nullable ChannelHandler<HandlerFailed> onError;

    void on(String key, Handler<Message> handler) {
        lock.lock();
        try {
            byKey.put(key, handler);
        } finally {
            lock.unlock();
        }
    }

    void on(String key, Function<Message, String> keyOf, Handler<Message> handler) {
        lock.lock();
        try {
            byFunction.computeIfAbsent(keyOf, it -> new HashMap<>()).put(key, handler);
        } finally {
            lock.unlock();
        }
    }

    void onOther(Handler<Message> handler) {
        lock.lock();
        try {
            other = handler;
        } finally {
            lock.unlock();
        }
    }

    void onError(ChannelHandler<HandlerFailed> handler) {
        lock.lock();
        try {
            onError = handler;
        } finally {
            lock.unlock();
        }
    }

    @Nullable ChannelHandler<HandlerFailed> onError() {
        lock.lock();
        try {
            return onError;
        } finally {
            lock.unlock();
        }
    }

    void serve(String key, Answer<Message, Object> answer) {
        lock.lock();
        try {
            answers.put(key, answer);
        } finally {
            lock.unlock();
        }
    }

    @Nullable Answer<Message, Object> answer(String key) {
        lock.lock();
        try {
            return answers.get(key);
        } finally {
            lock.unlock();
        }
    }

    /** Who takes this message; null when nobody does. */
    @Nullable Handler<Message> find(Message message) {
        Map<Function<Message, String>, Map<String, Handler<Message>>> functions;
        lock.lock();
        try {
            var handler = byKey.get(message.key());
            if (handler != null || byFunction.isEmpty()) {
                return handler != null ? handler : other;
            }
            functions = new LinkedHashMap<>(byFunction);
        } finally {
            lock.unlock();
        }
        for (var entry : functions.entrySet()) {
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
