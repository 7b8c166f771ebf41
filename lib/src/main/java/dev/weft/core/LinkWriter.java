package dev.weft.core;

import dev.weft.transport.Link;
import dev.weft.wire.Frame;
import dev.weft.wire.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
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
 * user's thread never waits inside the link, where an interrupt could not reach it; it waits for
 * room, here.
 *
 * <p>The buffers begin small and on the heap, and become direct ones as they grow; {@link #trim}
 * gives them back.
 *
 * <p>Bounds: there is no room for messages while over 64 KiB are in {@code filling}; control frames
 * need none, but a peer that makes us owe it 1 MiB of them without reading loses the pipe.
 */
final class LinkWriter {

    private static final int ROOM_BYTES = 64 * 1024;
    private static final int SMALL_BYTES = 256;
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);
    private static final int OWED_BYTES = 1 << 20;
    /** Three writes, each begun within 5 µs of the last one's end, are a flood (measured). */
    private static final int FLOOD_WRITES = 3;

    private static final long FLOOD_NANOS = 5_000;

    private final Link link;
    private final NodeCore node;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition work = lock.newCondition();
    private final Condition idle = lock.newCondition();
    // Guarded by lock. While there is something in filling, writing is true, or the gatherer ends
    // soon.
    private ByteBuffer filling = NONE;
    private volatile @Nullable Thread gatherer; // volatile for those who only look
    private int owedBytes;
    private boolean writing;
    private boolean handedOver;
    private boolean writerStarted;
    private long lastWriteNanos;
    private int quickWrites;
    private @Nullable IOException failed;
    // Owned by the thread that set writing.
    private ByteBuffer flushing = NONE;

    LinkWriter(Link link, NodeCore node) {
        this.link = link;
        this.node = node;
    }

    /** What a sender holds while it calls the following, up to {@link #unlockAndWrite}. */
    ReentrantLock lock() {
        return lock;
    }

    // ---- with the lock held

    boolean hasRoom() {
        return filling.position() <= ROOM_BYTES;
    }

    /** What this thread sends is left in the buffer: it is about to send more. */
    void gatherBy(@Nullable Thread thread) {
        gatherer = thread;
    }

    boolean isGatheredBy(Thread thread) {
        return gatherer == thread;
    }

    /** Waits until there may be room, or the end has come; gives the time that is left of it. */
    long awaitRoom(long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            room.await();
            return nanos;
        }
        return room.awaitNanos(nanos);
    }

    void awaitRoomUninterruptibly() throws IOException {
        while (!hasRoom() && failed == null) {
            room.awaitUninterruptibly();
        }
        checkFailed();
    }

    /** The buffer to add so many bytes to. */
    ByteBuffer room(int bytes) {
        if (filling.remaining() < bytes) {
            var least = filling.position() + bytes;
            var larger = least <= SMALL_BYTES ? ByteBuffer.allocate(SMALL_BYTES)
                    : link.buffer(Math.max(least, 2 * filling.capacity()));
            filling = larger.put(filling.flip());
        }
        return filling;
    }

    void addControl(Frame frame) {
        if (failed == null) {
            var before = filling.position();
            Frames.write(frame, room(Frames.bound(frame)));
            owedBytes += filling.position() - before;
        }
    }

    boolean isOpen() {
        return failed == null;
    }

    void checkFailed() throws IOException {
        if (failed != null) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    /** Ends what a sender does under the lock; writes when it is the one to do so. */
    void unlockAndWrite() {
        var toWrite = false;
        var tooMuch = owedBytes > OWED_BYTES && failed == null;
        try {
            var later = gatherer == Thread.currentThread() && hasRoom();
            if (filling.position() > 0 && !writing && failed == null && !later) {
                writing = true;
                toWrite = !isFlood();
                if (toWrite) {
                    swap();
                } else {
                    handOver();
                }
            }
        } finally {
            lock.unlock();
        }
        if (toWrite) {
            writeOnce();
        } else if (tooMuch) {
            fail(new IOException("the peer does not read: over " + OWED_BYTES
                    + " bytes of control frames wait for it"));
        }
    }

    private boolean isFlood() {
        quickWrites = System.nanoTime() - lastWriteNanos < FLOOD_NANOS ? quickWrites + 1 : 0;
        return quickWrites >= FLOOD_WRITES;
    }

    private void swap() {
        var full = filling;
        filling = flushing.clear();
        flushing = full.flip();
        owedBytes = 0;
        room.signalAll();
    }

    /** The calling writer leaves the rest to the writer thread. */
    private void handOver() {
        handedOver = true;
        work.signal();
        if (!writerStarted) {
            writerStarted = true;
            node.spawn(node.name() + " writer", this::writeAll);
        }
    }

    /** The writer is done: nothing is left. */
    private void release() {
        writing = false;
        flushing.clear().limit(0);
        idle.signalAll();
    }

    // ---- as the writer, without the lock

    /** One round of writing by a sender; more than that is the writer thread's. */
    private void writeOnce() {
        try {
            link.tryWrite(flushing);
        } catch (IOException e) {
            fail(e);
            return;
        } catch (RuntimeException | Error e) {
            fail(new IOException("writing failed: " + e, e));
            throw e;
        }
        lock.lock();
        try {
            lastWriteNanos = System.nanoTime();
            if (flushing.hasRemaining() || filling.position() > 0) {
                handOver();
            } else {
                release();
            }
        } finally {
            lock.unlock();
        }
    }

    private void writeAll() {
        try {
            while (awaitWork()) {
                while (flushing.hasRemaining()) {
                    if (link.tryWrite(flushing) == 0) {
                        link.awaitWritable();
                    }
                }
            }
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException | Error e) { // a bug of ours, or no memory
            fail(new IOException("the writer failed: " + e, e));
        }
    }

    /** Waits until there is something to write and makes it {@code flushing}; false at the end. */
    private boolean awaitWork() {
        var yields = node.yields();
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
                    if (yields-- > 0) {
                        letOthersRun(); // who floods is most likely about to add more
                        continue;
                    }
                    handedOver = false;
                    quickWrites = 0;
                    lastWriteNanos = System.nanoTime();
                    release();
                }
                work.awaitUninterruptibly();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void letOthersRun() {
        lock.unlock();
        try {
            Thread.yield();
        } finally {
            lock.lock();
        }
    }

    // ---- any thread

    /** Waits until all was handed to the transport; false when the time is over first. */
    boolean flush(Duration timeout) {
        var left = timeout.toNanos();
        lock.lock();
        try {
            while (failed == null && writing) {
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

    /** Gives the buffers back when nothing is to be written: they were for busier times. */
    void trim() {
        lock.lock();
        try {
            if (!writing && filling.position() == 0) {
                filling = NONE;
                flushing = NONE;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends it; the first cause counts. */
    void fail(IOException why) {
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

    @Nullable IOException failure() {
        lock.lock();
        try {
            return failed;
        } finally {
            lock.unlock();
        }
    }

    int pendingBytes() {
        lock.lock();
        try {
            return filling.position();
        } finally {
            lock.unlock();
        }
    }
}
