package dev.weft.core;

import dev.weft.CloseReason;
import dev.weft.NetException;
import dev.weft.core.BindingCore.Settings;
import dev.weft.core.MessageCore.Keys;
import dev.weft.wire.Assembly;
import dev.weft.wire.Frame;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The way in of a channel: joins fragments and keeps whole messages in the {@link Inbox}. First the
 * {@link Taps} move what sinks want; the rest goes to callers who wait or to handlers, never both.
 */
final class Receiving {

    private final ChannelCore channel;
    private final Handlers handlers;
    private final Inbox inbox;
    private final Assembly assembly; // confined to the reader
    private final Taps taps;

    Receiving(ChannelCore channel, Handlers handlers, Settings settings) {
        this.channel = channel;
        this.handlers = handlers;
        this.inbox = new Inbox(settings.windowBytes, settings.windowMessages,
                channel.pipeCore().nodeCore().yields());
        this.assembly = new Assembly(settings.maxMessageBytes);
        this.taps = new Taps(channel, inbox, handlers);
    }

    // ---- what the reader brings

    /** Adds a fragment; the message when it was the last. */
    @Nullable MessageCore join(Frame.Data part) throws ProtocolException {
        return assembly.add(part) ? MessageCore.of(channel, assembly) : null;
    }

    /** Keeps a message; true when the channel's lane has to look at it. */
    boolean add(MessageCore message) throws ProtocolException {
        inbox.add(message);
        return handlers.areUsed() || !taps.isEmpty();
    }

    void end(CloseReason reason, boolean drop) {
        inbox.end(reason, drop);
    }

    // ---- receive style

    MessageCore next() throws InterruptedException {
        while (true) {
            var message = next(Long.MAX_VALUE);
            if (message != null) {
                return message;
            }
        }
    }

    <T> T next(Class<T> type) throws InterruptedException {
        var message = next();
        if (!message.is(type)) {
            throw new NetException.BadMessage(channel.describe() + ": got \"" + message.key()
                    + "\" where a \"" + Keys.of(type) + "\" was expected");
        }
        return message.as(type);
    }

    /** The next message; null when the time is over. Requests meanwhile are refused. */
    @Nullable MessageCore next(long timeoutNanos) throws InterruptedException {
        handlers.leaveToReceivers();
        if (!channel.isReleased()) {
            channel.encryption().settle(); // it receives inside of its accept handler or setup
        }
        var forever = timeoutNanos == Long.MAX_VALUE;
        var deadline = forever ? 0 : System.nanoTime() + timeoutNanos;
        while (true) {
            var message = inbox.poll(forever ? timeoutNanos : deadline - System.nanoTime());
            if (message == null) {
                var reason = channel.ended();
                if (reason != null) {
                    throw new NetException.Closed(channel.describe(), reason);
                }
                return null;
            }
            taken(message);
            if (message.kind() != Frame.Kind.REQUEST) {
                return message;
            }
            handlers.fail(message, "channel \"" + channel.name() + "\" serves no requests");
        }
    }

    // ---- handler style and sinks

    Taps taps() {
        return taps;
    }

    /** Whether sinks have to sort what has arrived. */
    boolean isSorting() {
        return !taps.isEmpty() && inbox.firstArrival() != null;
    }

    /** The next message if there is one and handlers take them. */
    @Nullable MessageCore pollForHandler() {
        return handlers.areUsed() ? inbox.poll() : null;
    }

    /** The program is done with a message: the peer may get credit for another. */
    void taken(MessageCore message) {
        var credit = inbox.taken(channel.number(), message.length());
        if (credit != null) {
            channel.pipeCore().tell(credit);
        }
    }

    /** For descriptions. */
    int count() {
        return inbox.count();
    }
}
