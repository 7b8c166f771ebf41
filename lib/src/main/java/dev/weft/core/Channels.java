package dev.weft.core;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import dev.weft.Binding.AcceptHandler;
import dev.weft.Channel;
import dev.weft.CloseReason;
import dev.weft.Handler;
import dev.weft.NetException;
import dev.weft.core.BindingCore.Settings;
import dev.weft.core.MessageCore.Keys;
import dev.weft.wire.Frame;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The open channels of a pipe by their numbers, which stay inside of this package and the wire.
 *
 * <p>Numbers are never used twice, so a frame for a channel that has ended is known to be late and
 * is dropped; one for a channel that never was is a violation.
 */
final class Channels {

    /** So many more of the peer's channels may have ended with their handlers still running. */
    private static final int ENDING_MAX = 1024;

    private final PipeCore pipe;
    private final Settings settings;
    private final Outbound outbound;
    private final boolean connector;
    /** Held while a number is drawn and its Open goes out, so that they go out in order. */
    private final ReentrantLock opening = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final TreeMap<Integer, ChannelCore> open = new TreeMap<>();
    private int nextOwn;
    private int lastOfPeer;
    /** Channels of the peer whose last handler has not returned: threads that it makes us run. */
    private int unfinished;
    private @Nullable CloseReason ended;
    // Confined to the reader: many messages in a row are for one channel.
    private @Nullable ChannelCore recent;
    // Confined to the reader: whose lanes have to look at what this round of reading has brought.
    private final ArrayList<ChannelCore> touched = new ArrayList<>(1);

    Channels(PipeCore pipe, Settings settings, Outbound outbound, boolean connector) {
        this.pipe = pipe;
        this.settings = settings;
        this.outbound = outbound;
        this.connector = connector;
        this.nextOwn = connector ? 1 : 2;
    }

    // ---- opened by this side

    Channel open(String name, Handler<Channel> setup) throws InterruptedException {
        Keys.checkName(pipe, name);
        ChannelCore channel;
        opening.lockInterruptibly();
        try {
            channel = add(name);
            outbound.tell(new Frame.Open(
                    channel.number(), settings.windowBytes, settings.windowMessages, name));
        } finally {
            opening.unlock();
        }
        try {
            awaitOpen(channel);
            setup.handle(channel);
            return channel;
        } catch (InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        } catch (Exception e) {
            channel.close();
            throw new IllegalStateException(channel.describe() + ": its setup threw", e);
        } finally {
            channel.release();
        }
    }

    private void awaitOpen(ChannelCore channel) throws InterruptedException {
        try {
            channel.window().awaitOpen();
        } catch (NetException.Closed e) {
            if (e.reason() instanceof CloseReason.LimitExceeded) {
                throw new NetException.OverLimit(channel.describe()
                        + ": the peer has its maxOpenChannels open, or handlers of ended ones"
                        + " running; raise it there");
            }
            throw e;
        }
    }

    private ChannelCore add(String name) {
        lock.lock();
        try {
            if (ended != null || pipe.isClosed()) {
                throw new NetException.Closed(
                        pipe.describe(), ended != null ? ended : new CloseReason.ClosedHere());
            }
            if (open.size() >= settings.maxOpenChannels) {
                throw new NetException.OverLimit(pipe.describe() + ": channel \"" + name
                        + "\" would be one over maxOpenChannels " + settings.maxOpenChannels
                        + "; close others or raise it on both sides");
            }
            if (nextOwn < 0) {
                throw new NetException.OverLimit(pipe.describe() + ": channel \"" + name
                        + "\" would be one over the 2^30 that a pipe can number; connect again");
            }
            var channel = new ChannelCore(pipe, nextOwn, true, name, outbound, settings);
            nextOwn += 2;
            open.put(channel.number(), channel);
            return channel;
        } finally {
            lock.unlock();
        }
    }

    void opened(Frame.Opened it) throws ProtocolException {
        checkAsked(it.channel());
        var channel = find(it.channel());
        if (channel != null) {
            channel.window().open(it.bytes(), it.messages());
        }
    }

    void refused(Frame.Refused it) throws ProtocolException {
        checkAsked(it.channel());
        var channel = find(it.channel());
        if (channel != null) {
            if (channel.window().isOpen()) {
                throw new ProtocolException(
                        "channel " + it.channel() + " is refused after it was taken");
            }
            channel.endQuietly(it.overLimit()
                    ? new CloseReason.LimitExceeded("maxOpenChannels", count(), count())
                    : new CloseReason.ClosedByPeer(it.detail()), true);
        }
    }

    private void checkAsked(int number) throws ProtocolException {
        if (!isOwn(number)) {
            throw new ProtocolException("an answer for channel " + number
                    + ", which this side did not open");
        }
    }

    private boolean isOwn(int number) {
        return (number & 1) == (connector ? 1 : 0);
    }

    // ---- opened by the peer

    void accept(Frame.Open it) throws ProtocolException {
        var acceptor = settings.acceptorOf(it.name());
        ChannelCore channel = null;
        lock.lock();
        try {
            if (isOwn(it.channel()) || it.channel() <= lastOfPeer) {
                throw new ProtocolException("channel number " + it.channel() + " after "
                        + lastOfPeer);
            }
            lastOfPeer = it.channel();
            if (acceptor != null && ended == null && open.size() < settings.maxOpenChannels
                    && unfinished < settings.maxOpenChannels + ENDING_MAX) {
                channel = new ChannelCore(
                        pipe, it.channel(), false, it.name(), outbound, settings);
                open.put(it.channel(), channel);
                unfinished++;
            }
        } finally {
            lock.unlock();
        }
        if (channel == null || acceptor == null) {
            outbound.tell(acceptor == null
                    ? new Frame.Refused(it.channel(), false,
                            "nobody accepts channels named \"" + it.name() + "\" here")
                    : new Frame.Refused(it.channel(), true,
                            "maxOpenChannels " + settings.maxOpenChannels));
            return;
        }
        channel.window().open(it.bytes(), it.messages());
        outbound.tell(new Frame.Opened(
                it.channel(), settings.windowBytes, settings.windowMessages));
        greet(channel, acceptor);
    }

    private void greet(ChannelCore channel, AcceptHandler acceptor) {
        pipe.nodeCore().spawn(channel.name() + " accept", () -> {
            try {
                acceptor.accepted(pipe, channel);
            } catch (Throwable e) {
                // That the peer has closed it meanwhile is no error of the handler's.
                channel.log(channel.ended() != null && e instanceof NetException.Closed
                        ? DEBUG : ERROR, "its accept handler threw {0}", e);
                channel.end(new CloseReason.HandlerFailed("accepted", e),
                        "its accept handler failed", true);
            }
            channel.release();
        });
    }

    // ---- while they are open; what comes for one that has ended is late and dropped

    void receive(Frame.Data it) throws ProtocolException {
        var channel = recent;
        if (channel == null || channel.number() != it.channel() || channel.ended() != null) {
            channel = find(it.channel());
            recent = channel;
        }
        if (channel != null && channel.receive(it) && !touched.contains(channel)) {
            touched.add(channel);
        }
    }

    /** All that was read is filed: lanes look at it, and inline ones run here and now. */
    void readUp() {
        var gathers = false;
        for (var i = 0; i < touched.size(); i++) {
            var channel = touched.get(i);
            if (!gathers && channel.isInline()) {
                gathers = true;
                outbound.gather();
            }
            channel.signalByReader();
        }
        touched.clear();
        if (gathers) {
            outbound.endGather();
        }
    }

    void receive(Frame.Sealed it) throws ProtocolException {
        var channel = find(it.channel());
        if (channel != null && channel.receive(it) && !touched.contains(channel)) {
            touched.add(channel);
        }
    }

    void encrypt(Frame.Encrypt it) throws ProtocolException {
        var channel = find(it.channel());
        if (channel != null) {
            channel.encryption().peer(it);
        }
    }

    void credit(Frame.Credit it) throws ProtocolException {
        var channel = find(it.channel());
        if (channel != null) {
            channel.window().grant(it.bytes(), it.messages());
        }
    }

    void close(Frame.Close it) throws ProtocolException {
        var channel = find(it.channel());
        if (channel != null) {
            channel.endQuietly(it.violated()
                    ? new CloseReason.ProtocolViolated("the peer says: " + it.detail())
                    : new CloseReason.ClosedByPeer(it.detail()), false);
        }
    }

    // ---- all

    /** The channel; null when it has ended. */
    @Nullable ChannelCore find(int number) throws ProtocolException {
        lock.lock();
        try {
            var channel = open.get(number);
            var last = isOwn(number) ? nextOwn - 2 : lastOfPeer;
            if (channel == null && (number < 1 || number > last)) {
                throw new ProtocolException("channel " + number + " was never opened");
            }
            return channel;
        } finally {
            lock.unlock();
        }
    }

    void remove(ChannelCore channel) {
        lock.lock();
        try {
            open.remove(channel.number());
        } finally {
            lock.unlock();
        }
    }

    /** The channel has ended, and so have its handlers. */
    void finished(ChannelCore channel) {
        if (!isOwn(channel.number())) {
            lock.lock();
            try {
                unfinished--;
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Ends all without telling the peer, which hears of the pipe's end; but for encrypted ones,
     * where that proves nothing.
     */
    void endAll(CloseReason why, boolean drop) {
        List<ChannelCore> all;
        lock.lock();
        try {
            if (ended == null) {
                ended = why;
            }
            all = new ArrayList<>(open.values());
        } finally {
            lock.unlock();
        }
        for (var channel : all) {
            if (why instanceof CloseReason.ClosedHere && channel.encryption().isSealed()) {
                channel.end(why, "", drop);
            } else {
                channel.endQuietly(why, drop);
            }
        }
    }

    List<Channel.Snapshot> snapshot() {
        List<ChannelCore> all;
        lock.lock();
        try {
            all = new ArrayList<>(open.values());
        } finally {
            lock.unlock();
        }
        return all.stream().map(ChannelCore::snapshot).toList();
    }

    int count() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }
}
