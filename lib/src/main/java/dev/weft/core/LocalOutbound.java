package dev.weft.core;

import dev.weft.wire.Frame;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Hands messages to the other end of a local pipe, on the sender's thread. Needs no room. */
final class LocalOutbound implements Outbound {

    private volatile @Nullable PipeCore peer;

    void connect(PipeCore other) {
        peer = other;
    }

    @Override
    public Outgoing take() {
        return new Outgoing(false);
    }

    @Override
    public void giveBack(Outgoing message) {
        // It holds an object of the user and is small: not kept.
    }

    @Override
    public boolean send(Outgoing message, SendWindow window, long timeoutNanos)
            throws IOException, InterruptedException {
        var lock = window.lock();
        lock.lockInterruptibly();
        try {
            for (var left = timeoutNanos; !window.allows(message); left = window.await(left)) {
                if (left <= 0) {
                    return false;
                }
            }
            window.take(message);
        } finally {
            lock.unlock();
        }
        deliver(message, window);
        return true;
    }

    @Override
    public boolean trySend(Outgoing message, SendWindow window) throws IOException {
        var lock = window.lock();
        lock.lock();
        try {
            if (!window.allows(message)) {
                return false;
            }
            window.take(message);
        } finally {
            lock.unlock();
        }
        deliver(message, window);
        return true;
    }

    private void deliver(Outgoing message, SendWindow window) throws IOException {
        var other = peer;
        if (other == null) {
            throw new IOException("closed");
        }
        try {
            var twin = window.twin();
            if (twin == null || twin.ended() != null) {
                twin = other.channels().find(message.channel());
                window.twin(twin);
            }
            if (twin != null) {
                twin.receive(message);
            }
        } catch (ProtocolException e) {
            other.violated(e.getMessage());
        }
    }

    @Override
    public void tell(Frame frame) {
        var other = peer;
        if (other != null) {
            other.receiveLocal(frame);
        }
    }

    @Override
    public void trim() {
        // It holds no buffers.
    }

    @Override
    public void gather() {
        // Nothing is ever held back here.
    }

    @Override
    public void endGather() {
        // As above.
    }

    @Override
    public boolean isGathering() {
        return false;
    }

    @Override
    public void tellEnd(Frame.Close end, SendWindow window) {
        tell(end);
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

    /** Each channel has its own: they share nothing here. */
    @Override
    public ReentrantLock windowLock() {
        return new ReentrantLock();
    }
}
