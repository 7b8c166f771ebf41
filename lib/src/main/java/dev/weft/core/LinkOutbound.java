package dev.weft.core;

import dev.weft.crypto.Seal;
import dev.weft.wire.Frame;
import dev.weft.wire.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets messages out onto a link: each waits for its channel's credit and turn and for room in the
 * {@link LinkWriter}, all under the one lock of the pipe's way out, and is then copied there.
 *
 * <p>A large message goes in fragments, so that those of other channels come in between. What an
 * encrypted channel sends is sealed in the moment in which it is added: so the order of sealing is
 * that of sending, and what is sealed is sent.
 */
final class LinkOutbound implements Outbound {

    /** A larger message is worth an array of its own. */
    private static final int KEPT_BYTES = 128 * 1024;

    private final LinkWriter writer;
    private final ReentrantLock lock;
    private final AtomicReference<@Nullable Outgoing> spare = new AtomicReference<>();

    LinkOutbound(LinkWriter writer) {
        this.writer = writer;
        this.lock = writer.lock();
    }

    @Override
    public Outgoing take() {
        var kept = spare.getAndSet(null);
        return kept != null ? kept : new Outgoing(true);
    }

    @Override
    public void giveBack(Outgoing message) {
        if (message.bytes().length <= KEPT_BYTES) {
            spare.lazySet(message);
        }
    }

    @Override
    public boolean send(Outgoing message, SendWindow window, long timeoutNanos)
            throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!awaitTurn(message, window, timeoutNanos)) {
                return false;
            }
            addFirst(message, window);
        } finally {
            writer.unlockAndWrite();
        }
        if (!message.isOneFrame()) {
            sendRest(message, window);
        }
        return true;
    }

    /** Waits for credit, turn and room, until all are there at once. */
    private boolean awaitTurn(Outgoing message, SendWindow window, long timeoutNanos)
            throws IOException, InterruptedException {
        var left = timeoutNanos;
        while (true) {
            writer.checkFailed();
            var allowed = window.allows(message);
            if (allowed && writer.hasRoom()) {
                return true;
            }
            if (left <= 0) {
                return false;
            }
            if (!allowed && writer.isGatheredBy(Thread.currentThread())) {
                throw new IllegalStateException("a send without credit would block a handler that "
                        + "runs inline, on the thread that reads; use trySend or another policy");
            }
            left = allowed ? writer.awaitRoom(left) : window.await(left);
        }
    }

    private void addFirst(Outgoing message, SendWindow window) {
        window.take(message);
        window.busy(!message.isOneFrame());
        var length = message.firstFrameBytes();
        var seal = window.seal();
        if (seal == null) {
            writer.room(length).put(message.bytes(), 0, length);
        } else {
            addSealed(seal, seal.room(length).put(message.bytes(), 0, length));
        }
    }

    private void addSealed(Seal seal, ByteBuffer plain) {
        Frames.toSealed(plain, Seal.TAG_BYTES);
        var frame = seal.seal(Frames.SEALED_HEAD_BYTES);
        writer.room(frame.remaining()).put(frame);
    }

    /**
     * The frames after the first. An interrupt waits until they are through, since half a message
     * would be left at the peer; the pipe's heartbeat bounds that time.
     */
    private void sendRest(Outgoing message, SendWindow window) throws IOException {
        for (var at = message.firstFrameBytes(); at < message.size();
                at += Frames.MAX_FRAGMENT_BYTES) {
            lock.lock();
            try {
                writer.awaitRoomUninterruptibly();
                addRest(message, at, window);
            } finally {
                writer.unlockAndWrite();
            }
        }
    }

    private void addRest(Outgoing message, int at, SendWindow window) {
        var length = Math.min(Frames.MAX_FRAGMENT_BYTES, message.size() - at);
        var last = at + length == message.size();
        var bytes = Frames.REST_HEAD_BYTES + length;
        var seal = window.seal();
        var to = seal == null ? writer.room(bytes) : seal.room(bytes);
        Frames.writeRest(
                message.channel(), message.kind(), last, message.bytes(), at, length, to);
        if (seal != null) {
            addSealed(seal, to);
        }
        if (last) {
            window.busy(false);
        }
    }

    @Override
    public boolean trySend(Outgoing message, SendWindow window) throws IOException {
        lock.lock();
        try {
            writer.checkFailed();
            if (!window.allows(message) || !writer.hasRoom()) {
                return false;
            }
            addFirst(message, window);
            // It is begun, so it is finished; bounded by the peer's maxMessageBytes.
            for (var at = message.firstFrameBytes(); at < message.size();
                    at += Frames.MAX_FRAGMENT_BYTES) {
                addRest(message, at, window);
            }
            return true;
        } finally {
            writer.unlockAndWrite();
        }
    }

    @Override
    public void tell(Frame frame) {
        lock.lock();
        try {
            writer.addControl(frame);
        } finally {
            writer.unlockAndWrite();
        }
    }

    @Override
    public void trim() {
        spare.set(null);
        writer.trim();
    }

    @Override
    public void gather() {
        lock.lock();
        try {
            writer.gatherBy(Thread.currentThread());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void endGather() {
        lock.lock();
        try {
            writer.gatherBy(null);
        } finally {
            writer.unlockAndWrite();
        }
    }

    @Override
    public void tellEnd(Frame.Close end, SendWindow window) {
        lock.lock();
        try {
            var seal = window.seal();
            if (seal == null || end.violated()) {
                writer.addControl(end);
            } else if (writer.isOpen()) {
                var plain = seal.room(Frames.MAX_CONTROL_BYTES);
                Frames.writeEnd(end.channel(), end.detail(), plain);
                addSealed(seal, plain);
            }
        } finally {
            writer.unlockAndWrite();
        }
    }

    @Override
    public boolean isGathering() {
        return writer.isGatheredBy(Thread.currentThread());
    }

    @Override
    public boolean flush(Duration timeout) {
        return writer.flush(timeout);
    }

    @Override
    public void close() {
        writer.fail(new IOException("closed"));
    }

    @Override
    public @Nullable IOException failure() {
        return writer.failure();
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public int pendingBytes() {
        return writer.pendingBytes();
    }

    @Override
    public ReentrantLock windowLock() {
        return lock;
    }
}
