package dev.weft.bench;

/** What is measured: how messages go between a client and a server. */
public enum Load {
    /** One message goes, comes back, and the next one goes; in the peer's native style. */
    ROUND_TRIP(64, 1),
    /** A thread asks and blocks until it has the answer; a virtual one where the peer can. */
    CALL(64, 1),
    /** The same by 64 threads over one connection. */
    CALLERS_64(64, 64),
    /** 64 messages are on their way at any time; each that comes back is sent again. */
    IN_FLIGHT_64(64, 64),
    /** One thread sends as fast as it can. */
    ONE_WAY_64B(64, 1),
    /** Eight threads send over one connection as fast as they can. */
    SENDERS_8(64, 8),
    /** One thread sends larger messages. */
    ONE_WAY_1K(1024, 1),
    /** One thread sends large messages. */
    ONE_WAY_64K(64 * 1024, 1),
    /** One thread sends {@link Quote}s, encoded on one side and decoded on the other. */
    RECORDS(0, 1),
    /** Connections are opened and left alone. */
    IDLE(0, 1),
    /** A {@link Quote} to bytes, nothing else. */
    ENCODE(0, 1),
    /** Bytes to a {@link Quote}, nothing else. */
    DECODE(0, 1);

    /** The size of a body in bytes. */
    public final int bytes;

    /** Threads that send, or messages on their way. */
    public final int senders;

    Load(int bytes, int senders) {
        this.bytes = bytes;
        this.senders = senders;
    }

    /** Whether messages go in one direction only. */
    public boolean isOneWay() {
        return switch (this) {
            case ONE_WAY_64B, SENDERS_8, ONE_WAY_1K, ONE_WAY_64K, RECORDS -> true;
            default -> false;
        };
    }
}
