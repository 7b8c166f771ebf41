package dev.weft.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;

/**
 * What the library tells a flight recording: each event's page says when. An event that is not
 * recorded costs about a nanosecond, and nothing but its own class knows the clock that it uses, so
 * a simulation is the same with and without a recording.
 */
public final class FlightEvents {

    private FlightEvents() {}

    /** A pipe is ready. */
    @Name("dev.weft.PipeOpened")
    @Label("Pipe Opened")
    @Category("Weft")
    @StackTrace(false)
    public static final class PipeOpened extends Event {
        /** What the pipe says of itself. */
        @Label("Pipe")
        public String pipe = "";

        /** The peer's node and address. */
        @Label("Peer")
        public String peer = "";
    }

    /** A pipe has ended, ready or not. */
    @Name("dev.weft.PipeClosed")
    @Label("Pipe Closed")
    @Category("Weft")
    @StackTrace(false)
    public static final class PipeClosed extends Event {
        /** What the pipe says of itself. */
        @Label("Pipe")
        public String pipe = "";

        /** Why it ended. */
        @Label("Reason")
        public String reason = "";
    }

    /** A channel is open, on the side that asked for it or on the one that took it. */
    @Name("dev.weft.ChannelOpened")
    @Label("Channel Opened")
    @Category("Weft")
    @StackTrace(false)
    public static final class ChannelOpened extends Event {
        /** What the channel says of itself. */
        @Label("Channel")
        public String channel = "";
    }

    /** A channel has ended. */
    @Name("dev.weft.ChannelClosed")
    @Label("Channel Closed")
    @Category("Weft")
    @StackTrace(false)
    public static final class ChannelClosed extends Event {
        /** What the channel says of itself. */
        @Label("Channel")
        public String channel = "";

        /** Why it ended. */
        @Label("Reason")
        public String reason = "";
    }

    /** A sender waited for credit, for its turn or for room. */
    @Name("dev.weft.SendBlocked")
    @Label("Send Blocked")
    @Description("The peer, or the network, took no more for this long")
    @Category("Weft")
    @Threshold("1 ms")
    public static final class SendBlocked extends Event {
        /** What the channel says of itself. */
        @Label("Channel")
        public String channel = "";

        /** The key of the message. */
        @Label("Key")
        public String key = "";
    }

    /** A handler of a channel, a sink or a timer ran for long. */
    @Name("dev.weft.HandlerRun")
    @Label("Handler Run")
    @Category("Weft")
    @Threshold("10 ms")
    @StackTrace(false)
    public static final class HandlerRun extends Event {
        /** Whose handler it is. */
        @Label("Task")
        public String task = "";

        /** The key of the message or timer. */
        @Label("Key")
        public String key = "";
    }

    /** A peer was silent for too long. */
    @Name("dev.weft.HeartbeatLost")
    @Label("Heartbeat Lost")
    @Category("Weft")
    @StackTrace(false)
    public static final class HeartbeatLost extends Event {
        /** The pipe or channel that is given up. */
        @Label("Of")
        public String of = "";

        /** How long nothing arrived. */
        @Label("Silence")
        @Timespan
        public long silence;
    }

    /** A timer's callback began 10 ms or more after its time. */
    @Name("dev.weft.TimerLate")
    @Label("Timer Late")
    @Category("Weft")
    @StackTrace(false)
    public static final class TimerLate extends Event {
        /** The timers that it belongs to. */
        @Label("Timers")
        public String timers = "";

        /** The timer's key. */
        @Label("Key")
        public String key = "";

        /** How late it was. */
        @Label("Late By")
        @Timespan
        public long late;
    }
}
