package dev.weft.core;

import dev.weft.Channel;
import dev.weft.CloseReason;
import dev.weft.Message;
import dev.weft.NetException;
import dev.weft.Sink;
import dev.weft.core.MessageCore.Keys;
import dev.weft.run.RunnerCore;
import dev.weft.run.Work;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A sink: a bounded queue that the {@link Taps} of its channels fill, in their lanes, and that
 * handlers empty in this one's lane, or callers of {@code receive}. Its lock is a leaf.
 */
final class SinkCore extends Work implements Sink {

    private final Owner owner;
    private final String name;
    private final int capacity;
    private final Overflow overflow;
    private final Handlers handlers = new Handlers(this);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    // Guarded by lock.
    private final ArrayDeque<MessageCore> messages = new ArrayDeque<>();
    private final Set<ChannelCore> channels = new LinkedHashSet<>();
    /** Those whose next message had no room, longest first; signalled when half is free. */
    private final Set<ChannelCore> waiting = new LinkedHashSet<>();
    private long dropped;
    private volatile boolean closed;

    SinkCore(String name, int capacity, Overflow overflow, ThreadFactory threads, Owner owner) {
        super(RunnerCore.ownLane(name, threads));
        if (capacity < 1) {
            throw new IllegalArgumentException("sink " + name + ": capacity < 1: " + capacity);
        }
        this.owner = owner;
        this.name = name;
        this.capacity = capacity;
        this.overflow = overflow;
    }

    @Override
    public String name() {
        return name;
    }

    int capacity() {
        return capacity;
    }

    Overflow overflow() {
        return overflow;
    }

    // ---- channels

    @Override
    public Sink attach(Channel channel) {
        return attach(channel, message -> true);
    }

    @Override
    public Sink attach(Channel channel, Predicate<? super Message> filter) {
        var core = core(channel);
        lock.lock();
        try {
            checkOpen();
            channels.add(core);
        } finally {
            lock.unlock();
        }
        core.taps().add(this, filter);
        if (closed) {
            core.taps().remove(this); // close() may have looked before the tap was there
        }
        return this;
    }

    @Override
    public void detach(Channel channel) {
        var core = core(channel);
        core.taps().remove(this);
        lock.lock();
        try {
            channels.remove(core);
            waiting.remove(core);
        } finally {
            lock.unlock();
        }
    }

    private ChannelCore core(Channel channel) {
        if (channel instanceof ChannelCore core) {
            return core;
        }
        throw new IllegalArgumentException(
                describe() + ": only channels of a node can be attached: " + channel.describe());
    }

    /**
     * Takes a message of an attached channel.
     *
     * @return what found no room: null, an older message, or this one. If it is this one and may
     *     wait, its channel is signalled when there is room
     */
    @Nullable MessageCore offer(MessageCore message) {
        MessageCore over = null;
        lock.lock();
        try {
            if (closed || messages.size() >= capacity) {
                over = message;
                if (overflow == Overflow.BLOCK) {
                    waiting.add(message.channelCore());
                    return over;
                }
                dropped++;
                if (closed || overflow != Overflow.DROP_OLDEST) {
                    return over;
                }
                over = messages.poll();
            }
            messages.add(message);
            arrived.signal();
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** Something was taken: handlers look at it. */
    void offered() {
        if (handlers.areUsed()) {
            signal();
        }
    }

    // ---- receive style

    @Override
    public Message receive() throws InterruptedException {
        while (true) {
            var message = take(Long.MAX_VALUE);
            if (message != null) {
                return message;
            }
        }
    }

    @Override
    public Optional<Message> receive(Duration timeout) throws InterruptedException {
        return Optional.ofNullable(take(timeout.toNanos()));
    }

    private @Nullable MessageCore take(long timeoutNanos) throws InterruptedException {
        handlers.leaveToReceivers();
        MessageCore message;
        lock.lockInterruptibly();
        try {
            var left = timeoutNanos;
            while (messages.isEmpty() && !closed && left > 0) {
                left = arrived.awaitNanos(left);
            }
            checkOpen();
            message = messages.poll();
        } finally {
            lock.unlock();
        }
        if (message != null) {
            taken(message);
        }
        return message;
    }

    private void checkOpen() {
        if (closed) {
            throw new NetException.Closed(describe(), new CloseReason.ClosedHere());
        }
    }

    /** The program is done with a message, which has left the queue. */
    private void taken(MessageCore message) {
        message.channelCore().taken(message);
        List<ChannelCore> mayGoOn = List.of();
        lock.lock();
        try {
            if (!waiting.isEmpty() && messages.size() <= capacity / 2) {
                mayGoOn = List.copyOf(waiting);
                waiting.clear();
            }
        } finally {
            lock.unlock();
        }
        mayGoOn.forEach(ChannelCore::signal);
    }

    // ---- handlers

    @Override
    public <T> Sink on(Class<T> type, ChannelHandler<? super T> handler) {
        return on(Keys.of(type), (message, from) -> handler.handle(message.as(type), from));
    }

    @Override
    public Sink on(String key, ChannelHandler<Message> handler) {
        handlers.on(key, message -> handler.handle(message, message.channel()));
        signal();
        return this;
    }

    @Override
    public Sink on(String key, Function<Message, String> keyOf, ChannelHandler<Message> handler) {
        handlers.on(key, keyOf, message -> handler.handle(message, message.channel()));
        signal();
        return this;
    }

    @Override
    public Sink onOther(ChannelHandler<Message> handler) {
        handlers.onOther(message -> handler.handle(message, message.channel()));
        signal();
        return this;
    }

    @Override
    public Sink onError(ChannelHandler<CloseReason.HandlerFailed> handler) {
        handlers.onError(handler);
        return this;
    }

    @Override
    protected boolean runOne() {
        var message = handlers.areUsed() ? poll() : null;
        if (message == null) {
            return false;
        }
        try {
            handlers.handle(message);
        } finally {
            taken(message);
        }
        return true;
    }

    private @Nullable MessageCore poll() {
        lock.lock();
        try {
            return messages.poll();
        } finally {
            lock.unlock();
        }
    }

    // ---- end

    @Override
    public void close() {
        List<ChannelCore> attached;
        List<MessageCore> left;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            attached = List.copyOf(channels);
            left = new ArrayList<>(messages);
            messages.clear();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        attached.forEach(this::detach);
        left.forEach(message -> message.channelCore().taken(message));
        leaveRunner();
        owner.remove(this);
    }

    @Override
    protected boolean isDone() {
        return closed;
    }

    @Override
    public Snapshot snapshot() {
        lock.lock();
        try {
            return new Snapshot(name, state(), channels.size(), waiting.size(), messages.size(),
                    capacity, dropped + handlers.dropped());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String describe() {
        lock.lock();
        try {
            return "sink " + name + "[" + channels.size() + " channels, " + messages.size() + "/"
                    + capacity + (dropped == 0 ? "" : ", " + dropped + " dropped")
                    + (closed ? ", closed]" : "]");
        } finally {
            lock.unlock();
        }
    }
}
