package dev.weft.core;

import static java.lang.System.Logger.Level.ERROR;

import dev.weft.transport.Link;
import dev.weft.wire.FrameReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Reads one link on one virtual thread and tells the pipe each frame. Ends with the link.
 *
 * <p>The buffer begins small and on the heap, where it costs least; each read that fills it makes
 * it larger, at last a direct one of 64 KiB. What comes after a pause gives the large one back.
 */
final class LinkReader implements Runnable {

    private static final int SMALL_BYTES = 256;
    private static final int MIDDLE_BYTES = 2 * 1024;
    private static final int LARGE_BYTES = 64 * 1024;
    /** Shorter than the pings of an idle pipe are apart. */
    private static final long PAUSE_NANOS = 1_000_000_000;

    private final Link link;
    private final PipeCore pipe;

    LinkReader(Link link, PipeCore pipe) {
        this.link = link;
        this.pipe = pipe;
    }

    @Override
    public void run() {
        try {
            read();
        } catch (ProtocolException e) {
            pipe.violated(e.getMessage());
        } catch (IOException e) {
            pipe.broken(e);
        } catch (RuntimeException | Error e) {
            pipe.log(ERROR, "its reader met {0}", e); // a bug of ours, or no memory
            pipe.broken(new IOException("the reader failed: " + e, e));
        } finally {
            link.close();
        }
    }

    private void read() throws IOException {
        var buffer = ByteBuffer.allocate(SMALL_BYTES);
        var frames = new FrameReader();
        var last = System.nanoTime();
        while (true) {
            if (link.read(buffer) < 0) {
                throw new EOFException("the peer ended the connection without goodbye");
            }
            var now = pipe.heard();
            var paused = now - last > PAUSE_NANOS;
            last = now;
            buffer.flip();
            try {
                for (var it = frames.read(buffer); it != null; it = frames.read(buffer)) {
                    pipe.receive(it);
                }
            } finally {
                pipe.channels().readUp();
            }
            buffer = next(buffer, paused);
        }
    }

    /** The buffer to read into next, with what is left of an incomplete frame. */
    private ByteBuffer next(ByteBuffer read, boolean paused) {
        var large = read.capacity() == LARGE_BYTES;
        if (!large && read.limit() == read.capacity()) {
            return (read.capacity() < MIDDLE_BYTES ? ByteBuffer.allocate(MIDDLE_BYTES)
                    : link.buffer(LARGE_BYTES)).put(read);
        }
        if (large && paused && read.remaining() < SMALL_BYTES) {
            return ByteBuffer.allocate(SMALL_BYTES).put(read);
        }
        return read.compact();
    }
}
