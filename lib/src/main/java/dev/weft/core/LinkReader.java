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
 * <p>The buffer begins at 2 KiB, so that an idle pipe is cheap, and grows to 64 KiB with use.
 */
final class LinkReader implements Runnable {

    private static final int FIRST_BYTES = 2 * 1024;
    private static final int MOST_BYTES = 64 * 1024;

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
        var buffer = ByteBuffer.allocateDirect(FIRST_BYTES);
        var frames = new FrameReader();
        while (true) {
            if (link.read(buffer) < 0) {
                throw new EOFException("the peer ended the connection without goodbye");
            }
            pipe.heard();
            buffer.flip();
            try {
                for (var it = frames.read(buffer); it != null; it = frames.read(buffer)) {
                    pipe.receive(it);
                }
            } finally {
                pipe.readUp();
            }
            var full = buffer.limit() == buffer.capacity();
            if (full && buffer.capacity() < MOST_BYTES) {
                buffer = ByteBuffer.allocateDirect(MOST_BYTES).put(buffer);
            } else {
                buffer.compact();
            }
        }
    }
}
