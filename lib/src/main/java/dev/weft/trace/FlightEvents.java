package dev.weft.trace;

import dev.weft.Channel;
import dev.weft.CloseReason;
import dev.weft.Described;
import dev.weft.Pipe;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * What the library tells a flight recording: each event's page says when.
 *
 * <p>Until somebody starts a recording in this JVM no event class is touched, so it costs one look
 * at a field. That is more than thrift: the first event class starts the recorder, which draws
 * random numbers, and a simulation would not be the same in its first run and in the next.
 */
public final class FlightEvents {

    private static final long LATE_NANOS = 10_000_000;

    private FlightEvents() {}

    private static boolean off() {
        return !FlightRecorder.isInitialized();
    }

    /** A pipe is ready. */
    public static void opened(Pipe pipe) {
        if (!off()) {
            var event = new PipeOpened();
            event.pipe = pipe.describe();
            event.peer = pipe.peer();
            event.commit();
        }
    }

    /** A pipe has ended. */
    public static void closed(Pipe pipe, CloseReason why) {
        if (!off()) {
            var event = new PipeClosed();
            event.pipe = pipe.describe();
            event.reason = why.toString();
            event.commit();
            lost(pipe, why);
        }
    }

    /** A channel is open. */
    public static void opened(Channel channel) {
        if (!off()) {
            var event = new ChannelOpened();
            event.channel = channel.describe();
            event.commit();
        }
    }

    /** A channel has ended. */
    public static void closed(Channel channel, CloseReason why) {
        if (!off()) {
            var event = new ChannelClosed();
            event.channel = channel.describe();
            event.reason = why.toString();
            event.commit();
        }
    }

    /** Something ended; told when a lost heartbeat is why. */
    public static void lost(Described of, CloseReason why) {
        if (!off() && why instanceof CloseReason.HeartbeatLost reason) {
            var event = new HeartbeatLost();
            event.of = of.describe();
            event.silence = reason.silence().toNanos();
            event.commit();
        }
    }

    /** A send begins; null when nobody records. */
    public static @Nullable SendBlocked sending() {
        if (off()) {
            return null;
        }
        var event = new SendBlocked();
        event.begin();
        return event;
    }

    /** A send has ended; told when it took long. */
    public static void sent(@Nullable SendBlocked event, Described channel, String key) {
        if (event != null) {
            event.end();
            if (event.shouldCommit()) {
                event.channel = channel.describe();
                event.key = key;
                event.commit();
            }
        }
    }

    /** A handler begins; null when nobody records. */
    public static @Nullable HandlerRun handling() {
        if (off()) {
            return null;
        }
        var event = new HandlerRun();
        event.begin();
        return event;
    }

    /** A handler has ended; told when it took long. */
    public static void handled(@Nullable HandlerRun event, Described task, String key) {
        if (event != null) {
            event.end();
            if (event.shouldCommit()) {
                event.task = task.describe();
                event.key = key;
                event.commit();
            }
        }
    }

    /** A timer's callback begins; told when that is late. */
    public static void due(Described timers, String key, long dueNanos) {
        if (off()) {
            return;
        }
        var late = System.nanoTime() - dueNanos;
        if (late >= LATE_NANOS) {
            var event = new TimerLate();
            event.timers = timers.describe();
            event.key = key;
            event.late = late;
            event.commit();
        }
    }

    /** A pipe is ready. */
    @Name("dev.weft.PipeOpened")
    @Label("Pipe Opened")
    @Category("Weft")
    @StackTrace(false)
    static final class PipeOpened extends Event {
        @Label("Pipe") String pipe = "";
        @Label("Peer") String peer = "";
    }

    /** A pipe has ended, ready or not. */
    @Name("dev.weft.PipeClosed")
    @Label("Pipe Closed")
    @Category("Weft")
    @StackTrace(false)
    static final class PipeClosed extends Event {
        @Label("Pipe") String pipe = "";
        @Label("Reason") String reason = "";
    }

    /** A channel is open, on the side that asked for it or on the one that took it. */
    @Name("dev.weft.ChannelOpened")
    @Label("Channel Opened")
    @Category("Weft")
    @StackTrace(false)
    static final class ChannelOpened extends Event {
        @Label("Channel") String channel = "";
    }

    /** A channel has ended. */
    @Name("dev.weft.ChannelClosed")
    @Label("Channel Closed")
    @Category("Weft")
    @StackTrace(false)
    static final class ChannelClosed extends Event {
        @Label("Channel") String channel = "";
        @Label("Reason") String reason = "";
    }

    /** A sender waited for credit, for its turn or for room; 1 ms or more, by default. */
    @Name("dev.weft.SendBlocked")
    @Label("Send Blocked")
    @Description("The peer, or the network, took no more for this long")
    @Category("Weft")
    @Threshold("1 ms")
    public static final class SendBlocked extends Event {
        @Label("Channel") String channel = "";
        @Label("Key") String key = "";
    }

    /** A handler of a channel, a sink or timers ran for long; 10 ms or more, by default. */
    @Name("dev.weft.HandlerRun")
    @Label("Handler Run")
    @Category("Weft")
    @Threshold("10 ms")
    @StackTrace(false)
    public static final class HandlerRun extends Event {
        @Label("Task") String task = "";
        @Label("Key") String key = "";
    }

    /** A peer was silent for too long: the pipe or channel that is given up, and the silence. */
    @Name("dev.weft.HeartbeatLost")
    @Label("Heartbeat Lost")
    @Category("Weft")
    @StackTrace(false)
    static final class HeartbeatLost extends Event {
        @Label("Of") String of = "";
        @Label("Silence") @Timespan long silence;
    }

    /** A timer's callback began 10 ms or more after its time. */
    @Name("dev.weft.TimerLate")
    @Label("Timer Late")
    @Category("Weft")
    @StackTrace(false)
    static final class TimerLate extends Event {
        @Label("Timers") String timers = "";
        @Label("Key") String key = "";
        @Label("Late By") @Timespan long late;
    }
}
