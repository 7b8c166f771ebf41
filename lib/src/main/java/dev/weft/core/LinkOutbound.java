package dev.weft.core;

import dev.weft.transport.Link;
import dev.weft.wire.Frame;
import dev.weft.wire.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to a link: directly when the link is free, in batches when it is not.
 *
 * <p>Two buffers: senders add to {@code filling} under the lock, and one thread at a time owns
 * {@code flushing} and writes it without the lock. The sender that finds nobody writing becomes the
 * writer for one round; whoever comes meanwhile only leaves its frame. A writer that would have to
 * wait for the link, that finds more to do after its round, or that keeps sending at full speed,
 * hands over to a virtual thread of the pipe, which is started with the first such case. So a
 * user's thread never waits inside the link, where an interrupt could not reach it; it waits here,
 * for room.
 *
 * <p>Bounds: messages wait while over 64 KiB are in {@code filling}; control frames never wait, but
 * a peer that makes us owe it 1 MiB of them without reading loses the pipe.
 */
final class LinkOutbound implements Outbound {

    private static final int ROOM_BYTES = 64 * 1024;
    private static final int HARD_LIMIT_BYTES = 1 << 20;
    /** Three writes, each begun within 5 µs of the last one's end, are a flood (measured). */
    private static final int FLOOD_WRITES = 3;

    private static final long FLOOD_NANOS = 5_000;

    private final Link link;
    private final ThreadFactory threads;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition work = lock.newCondition();
    private final Condition idle = lock.newCondition();
    // Guarded by lock.
    private ByteBuffer filling = ByteBuffer.allocateDirect(1024);
    private boolean writing;
    private boolean handedOver;
    private boolean writerStarted;
    private @Nullable IOException failed;
    // Owned by the thread that set writing.
    private ByteBuffer flushing = ByteBuffer.allocateDirect(1024).limit(0);
    private long lastWriteNanos;
    private int quickWrites;

    LinkOutbound(Link link, ThreadFactory threads, String name) {
        this.link = link;
        this.threads = threads;
        this.name = name;
    }

    @Override
    public void send(Frame frame) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (filling.position() > ROOM_BYTES && failed == null) {
                room.await();
            }
            checkFailed();
            if (!addAndOwn(frame)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        writeOnce();
    }

    @Override
    public boolean trySend(Frame frame) throws IOException {
        lock.lock();
        try {
            checkFailed();
            if (filling.position() > ROOM_BYTES) {
                return false;
            }
            if (!addAndOwn(frame)) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        writeOnce();
        return true;
    }

    @Override
    public void tell(Frame frame) {
        lock.lock();
        try {
            if (failed != null) {
                return;
            }
            if (filling.position() > HARD_LIMIT_BYTES) {
                fail(new IOException("the peer does not read: " + filling.position()
                        + " bytes wait for it"));
                return;
            }
            if (!addAndOwn(frame)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        writeOnce();
    }

    /** Adds the frame; true when the caller is now the writer. */
    private boolean addAndOwn(Frame frame) {
        var need = filling.position() + Frames.sizeBound(frame);
        if (filling.capacity() < need) {
            var larger = ByteBuffer.allocateDirect(Math.max(need, 2 * filling.capacity()));
            filling = larger.put(filling.flip());
        }
        Frames.write(frame, filling);
        if (writing) {
            return false;
        }
        writing = true;
        return true;
    }

    /** One round of writing by the sender; more than that is the writer thread's. */
    private void writeOnce() {
        var now = System.nanoTime();
        quickWrites = now - lastWriteNanos < FLOOD_NANOS ? quickWrites + 1 : 0;
        if (quickWrites >= FLOOD_WRITES) {
            handOver();
            return;
        }
        swap();
        try {
            link.tryWrite(flushing);
        } catch (IOException e) {
            fail(e);
            return;
        } catch (RuntimeException | Error e) {
            fail(new IOException("writing failed: " + e, e));
            throw e;
        }
        lastWriteNanos = System.nanoTime();
        lock.lock();
        try {
            if (flushing.hasRemaining() || filling.position() > 0) {
                handOver();
            } else {
                release();
            }
        } finally {
            lock.unlock();
        }
    }

    private void swap() {
        lock.lock();
        try {
            var full = filling;
            filling = flushing.clear();
            flushing = full.flip();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The writer is done: nothing is left. */
    private void release() {
        writing = false;
        flushing.clear().limit(0);
        idle.signalAll();
    }

    /** The calling writer leaves the rest to the writer thread. */
    private void handOver() {
        lock.lock();
        try {
            handedOver = true;
            work.signal();
            if (writerStarted) {
                return;
            }
            writerStarted = true;
        } finally {
            lock.unlock();
        }
        var thread = threads.newThread(this::writeAll);
        thread.setName(name + " writer");
        thread.start();
    }

    private void writeAll() {
        try {
            while (awaitWork()) {
                while (flushing.hasRemaining()) {
                    if (link.tryWrite(flushing) == 0) {
                        link.awaitWritable();
                    }
                }
                lastWriteNanos = System.nanoTime();
            }
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException | Error e) { // a bug of ours, or no memory
            fail(new IOException("the writer failed: " + e, e));
        }
    }

    /** Waits until there is something to write and makes it {@code flushing}; false at the end. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (failed == null) {
                if (handedOver) {
                    if (flushing.hasRemaining()) {
                        return true; // what the sender could not finish
                    }
                    if (filling.position() > 0) {
                        swap();
                        return true;
                    }
                    handedOver = false;
                    quickWrites = 0;
                    release();
                }
                work.awaitUninterruptibly();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean flush(Duration timeout) {
        var left = timeout.toNanos();
        lock.lock();
        try {
            while (failed == null && (writing || filling.position() > 0)) {
                if (left <= 0) {
                    return false;
                }
                left = idle.awaitNanos(left);
            }
            return failed == null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void fail(IOException why) {
        lock.lock();
        try {
            if (failed == null) {
                failed = why;
            }
            room.signalAll();
            work.signalAll();
            idle.signalAll();
        } finally {
            lock.unlock();
        }
        link.close(); // wakes the reader, which ends the pipe
    }

    private void checkFailed() throws IOException {
        if (failed != null) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    @Override
    public void close() {
        fail(new IOException("closed"));
    }

    @Override
    public @Nullable IOException failure() {
        lock.lock();
        try {
            return failed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public int pendingBytes() {
        lock.lock();
        try {
            return filling.position();
        } finally {
            lock.unlock();
        }
    }
}
