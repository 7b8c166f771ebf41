package dev.weft.core;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.weft.CloseReason;
import dev.weft.NetException;
import dev.weft.wire.Frame;

/** Gives a channel's messages to its handlers and answers its requests, in the channel's lane. */
final class Dispatch {

    private final ChannelCore channel;
    private final Handlers handlers;
    private final Sending sending;

    Dispatch(ChannelCore channel, Handlers handlers, Sending sending) {
        this.channel = channel;
        this.handlers = handlers;
        this.sending = sending;
    }

    /** Handles one message. Never throws: a handler that does closes its channel. */
    void handle(MessageCore message) {
        try {
            if (message.kind() == Frame.Kind.REQUEST) {
                answer(message);
                return;
            }
            var handler = handlers.find(message);
            if (handler != null) {
                handler.handle(message);
            } else if (handlers.dropsFirst(message.key())) {
                channel.log(WARNING, "no handler for \"{0}\"; such messages are dropped",
                        message.key());
            }
        } catch (Throwable e) {
            if (channel.ended() != null) {
                channel.log(DEBUG, "handler of \"{0}\" met the end: {1}", message.key(), e);
                return;
            }
            channel.log(ERROR, "handler of \"{0}\" threw {1}", message.key(), e);
            channel.end(
                    new CloseReason.HandlerFailed(message.key(), e), "its handler failed", true);
        }
    }

    private void answer(MessageCore message) throws InterruptedException {
        var answer = handlers.answer(message.key());
        if (answer == null) {
            fail(message,
                    "channel \"" + channel.name() + "\" serves no \"" + message.key() + "\"");
            return;
        }
        try {
            var result = answer.to(message);
            sending.send(Frame.Kind.REPLY, message.correlation(), Keys.of(result.getClass()),
                    result, Long.MAX_VALUE);
        } catch (Exception e) {
            channel.log(DEBUG, "serving \"{0}\" threw {1}", message.key(), e);
            fail(message, e.toString());
        }
    }

    /** Tells the one who asked that there is no answer, if it is still there. */
    void fail(MessageCore request, String why) throws InterruptedException {
        try {
            sending.fail(request.correlation(), request.key(), why);
        } catch (NetException.Closed e) {
            channel.log(DEBUG, "the one who asked \"{0}\" is gone: {1}", request.key(), e);
        }
    }
}
