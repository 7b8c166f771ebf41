package dev.weft;

/** Meets each channel that the peer opened, before any of its messages is delivered. */
@FunctionalInterface
public interface AcceptHandler {

    /**
     * Sets the channel up: its handlers, its heartbeat, its runner. Runs on a virtual thread of its
     * own; no message of the channel is delivered before it returns. If it throws, the channel is
     * destroyed with {@link CloseReason.HandlerFailed}.
     */
    void accepted(Pipe pipe, Channel channel) throws Exception;
}
