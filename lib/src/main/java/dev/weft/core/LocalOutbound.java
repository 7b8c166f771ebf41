package dev.weft.core;

import dev.weft.wire.Frame;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Hands frames to the other end of a local pipe, on the sender's thread. Needs no room. */
final class LocalOutbound implements Outbound {

    private volatile @Nullable PipeCore peer;

    void connect(PipeCore other) {
        peer = other;
    }

    @Override
    public void send(Frame frame) throws IOException {
        trySend(frame);
    }

    @Override
    public boolean trySend(Frame frame) throws IOException {
        var other = peer;
        if (other == null) {
            throw new IOException("closed");
        }
        other.receiveLocal(frame);
        return true;
    }

    @Override
    public void tell(Frame frame) {
        var other = peer;
        if (other != null) {
            other.receiveLocal(frame);
        }
    }

    @Override
    public boolean flush(Duration timeout) {
        return true;
    }

    @Override
    public void close() {
        var other = peer;
        peer = null;
        if (other != null) {
            other.peerVanished();
        }
    }

    @Override
    public @Nullable IOException failure() {
        return null;
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public int pendingBytes() {
        return 0;
    }
}
