package dev.weft;

import java.time.Duration;

/** Why a pipe or a channel ended. */
public sealed interface CloseReason {

    /** This side called {@code close} or {@code destroy}. */
    record ClosedHere() implements CloseReason {}

    /**
     * The peer closed it.
     *
     * @param detail what the peer said, for people; may be empty
     */
    record ClosedByPeer(String detail) implements CloseReason {}

    /**
     * The peer was silent for too long.
     *
     * @param silence how long nothing arrived
     * @param timeout how long it may last
     */
    record HeartbeatLost(Duration silence, Duration timeout) implements CloseReason {}

    /**
     * The connection broke.
     *
     * @param cause what the transport said
     */
    record TransportFailed(Throwable cause) implements CloseReason {}

    /**
     * The peer sent what it must not send, or found that we did.
     *
     * @param detail what it was
     */
    record ProtocolViolated(String detail) implements CloseReason {}

    /**
     * A bound was reached.
     *
     * @param limit the name of the setting
     * @param actual what was asked for
     * @param allowed what the setting allows
     */
    record LimitExceeded(String limit, long actual, long allowed) implements CloseReason {}

    /**
     * A handler of ours threw.
     *
     * @param key the key of the message that it handled
     * @param cause what it threw
     */
    record HandlerFailed(String key, Throwable cause) implements CloseReason {}
}
