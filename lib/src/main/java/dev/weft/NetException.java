package dev.weft;

/**
 * What the library throws. Its message begins with who, then says what, then the numbers.
 *
 * <p>{@link InterruptedException} is the only checked exception beside it.
 */
public abstract sealed class NetException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private NetException(String message, Throwable cause) {
        super(message, cause);
    }

    private NetException(String message) {
        super(message);
    }

    /** The pipe or channel is closed; {@link #reason} tells why. */
    public static final class Closed extends NetException {
        private static final long serialVersionUID = 1;
        private final transient CloseReason reason;

        /** Made by the library. */
        public Closed(String who, CloseReason reason) {
            super(who + ": closed: " + reason, causeOf(reason));
            this.reason = reason;
        }

        /** Why it ended. */
        public CloseReason reason() {
            return reason;
        }
    }

    /** No pipe came to be: refused, unreachable, timed out, or not a Weft peer. */
    public static final class ConnectFailed extends NetException {
        private static final long serialVersionUID = 1;

        /** Made by the library. */
        public ConnectFailed(String message, Throwable cause) {
            super(message, cause);
        }

        /** Made by the library. */
        public ConnectFailed(String message) {
            super(message);
        }
    }

    /** Listening was not possible: the address is in use, or not ours. */
    public static final class ListenFailed extends NetException {
        private static final long serialVersionUID = 1;

        /** Made by the library. */
        public ListenFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A message that can't be encoded, or is not what the program asked for. */
    public static final class BadMessage extends NetException {
        private static final long serialVersionUID = 1;

        /** Made by the library and by {@link dev.weft.protocol.Protocol}s. */
        public BadMessage(String message, Throwable cause) {
            super(message, cause);
        }

        /** Made by the library and by {@link dev.weft.protocol.Protocol}s. */
        public BadMessage(String message) {
            super(message);
        }
    }

    /** A bound of this side or of the peer was reached; the message names the setting. */
    public static final class OverLimit extends NetException {
        private static final long serialVersionUID = 1;

        /** Made by the library. */
        public OverLimit(String message) {
            super(message);
        }
    }

    /** The time that the caller gave was over; the object stays usable. */
    public static final class TimedOut extends NetException {
        private static final long serialVersionUID = 1;

        /** Made by the library. */
        public TimedOut(String message) {
            super(message);
        }
    }

    /** The peer's {@link Channel#serve serving} code threw instead of answering. */
    public static final class RequestFailed extends NetException {
        private static final long serialVersionUID = 1;

        /** Made by the library. */
        public RequestFailed(String message) {
            super(message);
        }
    }

    /** A fork of a {@link Scope} threw; the cause says what. */
    public static final class ForkFailed extends NetException {
        private static final long serialVersionUID = 1;

        /** Made by the library. */
        public ForkFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static Throwable causeOf(CloseReason reason) {
        return switch (reason) {
            case CloseReason.TransportFailed failed -> failed.cause();
            case CloseReason.HandlerFailed failed -> failed.cause();
            default -> null;
        };
    }
}
