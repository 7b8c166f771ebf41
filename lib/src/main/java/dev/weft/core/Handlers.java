package dev.weft.core;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.weft.Channel.Answer;
import dev.weft.CloseReason;
import dev.weft.CloseReason.HandlerFailed;
import dev.weft.Described;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.NetException;
import dev.weft.Sink.ChannelHandler;
import dev.weft.core.MessageCore.Keys;
import dev.weft.trace.FlightEvents;
import dev.weft.wire.Frame;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of a channel or a sink: by key, by key function, for the rest, and for requests; and
 * how messages come to them, in its lane. They take all messages or, when callers wait for those,
 * none: the first use decides, for ever.
 */
final class Handlers {

    private enum Style { RECEIVE, HANDLER }

    private final Described who;
    private final AtomicReference<@Nullable Style> style = new AtomicReference<>();
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

    Handlers(Described who) {
        this.who = who;
    }

    // ---- receive style or handler style

    /** Callers who wait take the messages: there can be no handlers. */
    void leaveToReceivers() {
        become(Style.RECEIVE);
    }

    /** Whether they take the messages. */
    boolean areUsed() {
        return style.get() == Style.HANDLER;
    }

    private void become(Style wanted) {
        if (style.get() != wanted && !style.compareAndSet(null, wanted) && style.get() != wanted) {
            throw new IllegalStateException(who.describe() + ": is in " + style.get()
                    + " style; receive() and on(...) can't be mixed on one channel or sink");
        }
    }

    // ---- setting them

    void on(String key, Handler<Message> handler) {
        become(Style.HANDLER);
        lock.lock();
        try {
            byKey = with(byKey, key, handler);
        } finally {
            lock.unlock();
        }
    }

    void on(String key, Function<Message, String> keyOf, Handler<Message> handler) {
        become(Style.HANDLER);
        lock.lock();
        try {
            byFunction = with(byFunction, keyOf,
                    with(byFunction.getOrDefault(keyOf, Map.of()), key, handler));
        } finally {
            lock.unlock();
        }
    }

    void serve(String key, Answer<Message, Object> answer) {
        become(Style.HANDLER);
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
        become(Style.HANDLER);
        other = handler;
    }

    void onError(ChannelHandler<HandlerFailed> handler) {
        onError = handler;
    }

    // ---- handling

    /** Handles one message. Never throws: a handler that does closes the message's channel. */
    void handle(MessageCore message) {
        var run = FlightEvents.handling();
        try {
            var request = message.kind() == Frame.Kind.REQUEST;
            var handler = request ? null : find(message);
            if (request) {
                answer(message);
            } else if (handler != null) {
                handler.handle(message);
            } else if (dropsFirst(message.key())) {
                who.log(WARNING, "no handler for \"{0}\"; such messages are dropped",
                        message.key());
            }
        } catch (Throwable e) {
            failed(message, "handler", e);
        }
        FlightEvents.handled(run, who, message.key());
    }

    /** What handled the message threw: its channel ends, unless {@code onError} sees to it. */
    void failed(MessageCore message, String what, Throwable thrown) {
        var channel = message.channelCore();
        if (channel.ended() != null) {
            who.log(DEBUG, "{0} of \"{1}\" met the end: {2}", what, message.key(), thrown);
            return;
        }
        var reason = new CloseReason.HandlerFailed(message.key(), thrown);
        var handler = onError;
        try {
            if (handler != null) {
                handler.handle(reason, channel);
                return;
            }
        } catch (Throwable e) {
            e.addSuppressed(thrown);
            who.log(ERROR, "onError threw {0}", e);
        }
        who.log(ERROR, "{0} of \"{1}\" threw {2}", what, message.key(), thrown);
        channel.end(reason, "its " + what + " failed", true);
    }

    private void answer(MessageCore message) throws InterruptedException {
        var channel = message.channelCore();
        var answer = answers.get(message.key());
        if (answer == null) {
            fail(message,
                    "channel \"" + channel.name() + "\" serves no \"" + message.key() + "\"");
            return;
        }
        try {
            var result = answer.to(message);
            channel.sending().send(Frame.Kind.REPLY, message.correlation(),
                    Keys.of(result.getClass()), result, Long.MAX_VALUE);
        } catch (Exception e) {
            who.log(DEBUG, "serving \"{0}\" threw {1}", message.key(), e);
            fail(message, e.toString());
        }
    }

    /** Tells the one who asked that there is no answer, if it is still there. */
    void fail(MessageCore request, String why) throws InterruptedException {
        try {
            request.channelCore().sending().fail(request.correlation(), request.key(), why);
        } catch (NetException.Closed e) {
            who.log(DEBUG, "the one who asked \"{0}\" is gone: {1}", request.key(), e);
        }
    }

    /** Who takes this message; null when nobody does. */
    private @Nullable Handler<Message> find(Message message) {
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
    private boolean dropsFirst(String key) {
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

    /** What a channel's user wants to run at its end, and the heartbeat that may bring it. */
    static final class EndHandlers {

        private final ChannelCore channel;
        private final ReentrantLock lock = new ReentrantLock();
        // Guarded by lock.
        private final ArrayDeque<Handler<CloseReason>> onClose = new ArrayDeque<>(1);
        private @Nullable Handler<CloseReason> onLost;
        private @Nullable Heartbeat heartbeat;

        EndHandlers(ChannelCore channel) {
            this.channel = channel;
        }

        void onClose(Handler<CloseReason> handler) {
            lock.lock();
            try {
                onClose.add(handler);
            } finally {
                lock.unlock();
            }
        }

        /** Replaces the heartbeat and what runs when it is lost. */
        void watch(Heartbeat watch, Handler<CloseReason> whenLost) {
            lock.lock();
            try {
                if (heartbeat != null) {
                    heartbeat.stop();
                }
                heartbeat = watch;
                onLost = whenLost;
            } finally {
                lock.unlock();
            }
        }

        /** The channel has ended: its heartbeat stops, and a flight recording hears of it. */
        void ended(CloseReason why) {
            stopWatch();
            FlightEvents.closed(channel, why);
        }

        private void stopWatch() {
            lock.lock();
            try {
                if (heartbeat != null) {
                    heartbeat.stop();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Runs each handler that has not yet run, in the channel's lane. */
        void run(CloseReason reason) {
            for (var handler = next(reason); handler != null; handler = next(reason)) {
                try {
                    handler.handle(reason);
                } catch (Throwable e) {
                    channel.log(ERROR, "onClose threw {0}", e);
                }
            }
        }

        private @Nullable Handler<CloseReason> next(CloseReason reason) {
            lock.lock();
            try {
                if (onLost != null && reason instanceof CloseReason.HeartbeatLost) {
                    var first = onLost;
                    onLost = null;
                    return first;
                }
                return onClose.poll();
            } finally {
                lock.unlock();
            }
        }
    }
}
