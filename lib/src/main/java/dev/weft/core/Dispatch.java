package dev.weft.core;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.weft.CloseReason;
import dev.weft.Described;
import dev.weft.NetException;
import dev.weft.core.MessageCore.Keys;
import dev.weft.trace.FlightEvents;
import dev.weft.wire.Frame;

/** Gives the messages of a channel or a sink to its handlers, in its lane; answers requests. */
final class Dispatch {

    private final Described who;
    private final Handlers handlers;

    Dispatch(Described who, Handlers handlers) {
        this.who = who;
        this.handlers = handlers;
    }

    /** Handles one message. Never throws: a handler that does closes the message's channel. */
    void handle(MessageCore message) {
        var run = FlightEvents.handling();
        try {
            var request = message.kind() == Frame.Kind.REQUEST;
            var handler = request ? null : handlers.find(message);
            if (request) {
                answer(message);
            } else if (handler != null) {
                handler.handle(message);
            } else if (handlers.dropsFirst(message.key())) {
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
        var onError = handlers.onError();
        try {
            if (onError != null) {
                onError.handle(reason, channel);
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
        var answer = handlers.answer(message.key());
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
}
