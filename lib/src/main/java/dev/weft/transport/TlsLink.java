package dev.weft.transport;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * TLS over another link.
 *
 * <p>The reader makes the handshake with its first read, and later answers the peer's key updates;
 * it alone waits for the link while it does. Until then {@link #tryWrite} takes nothing and
 * {@link #awaitWritable} waits. The peer's close_notify ends the reading and leaves the writing;
 * bytes that end without it were cut off, which is an error.
 *
 * <p>A record that the link does not take whole is kept, and the last byte of it is not reported as
 * taken: so the caller comes back with that byte, by which the rest of the record goes out.
 *
 * <p>It holds two records of 16 KiB at most, and a third for a reader whose buffer is smaller.
 */
final class TlsLink implements Link {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Link link;
    private final SSLEngine engine;
    private final CountDownLatch shaken = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean established;
    private volatile @Nullable IOException failure;
    // Confined to the reader: what has arrived, and what had no room in the reader's buffer.
    private final ByteBuffer arrived;
    private ByteBuffer unread = NOTHING;
    private final ReentrantLock writing = new ReentrantLock();
    // Guarded by writing, under which nobody waits: a record on its way.
    private final ByteBuffer record;
    private boolean heldBack;

    /** For an engine with all its settings. */
    TlsLink(Link link, SSLEngine engine) throws SSLException {
        engine.beginHandshake();
        this.link = link;
        this.engine = engine;
        var bytes = engine.getSession().getPacketBufferSize();
        this.arrived = ByteBuffer.allocateDirect(bytes).limit(0);
        this.record = ByteBuffer.allocateDirect(bytes).limit(0);
    }

    // ---- reading, on the one reader

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException(this + ": no room in the buffer to read into");
        }
        try {
            var begin = into.position();
            while (into.position() == begin) {
                if (unread.hasRemaining()) {
                    take(into);
                } else if (!advance(into)) {
                    return -1;
                }
            }
            return into.position() - begin;
        } catch (SSLException e) {
            sayWhy();
            throw failed(e);
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
    }

    private void take(ByteBuffer into) {
        var count = Math.min(unread.remaining(), into.remaining());
        into.put(into.position(), unread, unread.position(), count);
        into.position(into.position() + count);
        unread.position(unread.position() + count);
    }

    /** One step of the engine; false at the peer's close_notify. */
    private boolean advance(ByteBuffer into) throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_WRAP -> {
                if (established) {
                    answer();
                    return unwrap(into);
                }
                say();
            }
            case NOT_HANDSHAKING, FINISHED -> {
                established = true;
                shaken.countDown();
                return unwrap(into);
            }
            default -> {
                return unwrap(into);
            }
        }
        return true;
    }

    /** Opens one record, or waits for more of it. */
    private boolean unwrap(ByteBuffer into) throws IOException {
        var status = engine.unwrap(arrived, into).getStatus();
        if (status == Status.BUFFER_OVERFLOW) {
            var bytes = engine.getSession().getApplicationBufferSize();
            unread = unread.capacity() < bytes ? ByteBuffer.allocate(bytes) : unread.clear();
            // The engine asks for room first, and only then whether the record is complete.
            status = engine.unwrap(arrived, unread).getStatus();
            unread.flip();
        }
        if (status == Status.BUFFER_UNDERFLOW) {
            fill();
        }
        return status != Status.CLOSED;
    }

    private void fill() throws IOException {
        arrived.compact();
        try {
            if (link.read(arrived) < 0) {
                throw new EOFException(established
                        ? "the peer ended the connection without close_notify"
                        : "the peer ended the connection during the TLS handshake");
            }
        } finally {
            arrived.flip();
        }
    }

    /** Sends what the engine has to say in the handshake, and waits until it is out. */
    private void say() throws IOException {
        var out = answer();
        while (!out) {
            link.awaitWritable();
            writing.lock();
            try {
                out = flushed();
            } finally {
                writing.unlock();
            }
        }
    }

    /** Sends what the engine has to say now, or leaves it to the next writer: false. */
    private boolean answer() throws IOException {
        writing.lock();
        try {
            return flushed() && wrap(NOTHING) && flushed();
        } finally {
            writing.unlock();
        }
    }

    /** Tells the peer why this side gives up, as far as that is possible. */
    private void sayWhy() {
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && answer()) {
                // What came before the alert goes out before it.
            }
        } catch (IOException | RuntimeException e) {
            // It will find out by the end of the connection.
        }
    }

    // ---- writing

    @Override
    public int tryWrite(ByteBuffer from) throws IOException {
        if (!established) {
            return 0;
        }
        writing.lock();
        try {
            var begin = from.position();
            while (flushed()) {
                if (heldBack) {
                    heldBack = false;
                    from.get();
                }
                if (!from.hasRemaining() || !wrap(from)) {
                    break;
                }
            }
            if (record.hasRemaining() && from.position() > begin) {
                heldBack = true;
                from.position(from.position() - 1);
            }
            return from.position() - begin;
        } catch (SSLException e) {
            throw failed(e);
        } finally {
            writing.unlock();
        }
    }

    private boolean flushed() throws IOException {
        if (record.hasRemaining()) {
            link.tryWrite(record);
        }
        return !record.hasRemaining();
    }

    /** Makes a record, of what is given or of what the engine has to say; false if it is closed. */
    private boolean wrap(ByteBuffer from) throws SSLException {
        record.clear();
        try {
            var result = engine.wrap(from, record);
            if (result.getStatus() == Status.CLOSED && from.hasRemaining()) {
                throw new SSLException("closed");
            }
            return result.bytesProduced() > 0 || result.bytesConsumed() > 0;
        } finally {
            record.flip();
        }
    }

    @Override
    public void awaitWritable() throws IOException {
        var interrupted = false;
        while (shaken.getCount() > 0) {
            try {
                shaken.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        var why = failure;
        if (why != null) {
            throw new IOException(why.getMessage(), why);
        }
        link.awaitWritable();
    }

    // ---- the rest

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        link.option(option, value);
    }

    /** The session, once there is one, and what the link below is made of. */
    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        return type == SSLSession.class ? type.cast(engine.getSession()) : link.unwrap(type);
    }

    @Override
    public String local() {
        return link.local();
    }

    @Override
    public String remote() {
        return link.remote();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            sayClose();
            shaken.countDown();
            link.close();
        }
    }

    private void sayClose() {
        writing.lock();
        try {
            engine.closeOutbound();
            if (established && flushed() && wrap(NOTHING)) {
                link.tryWrite(record);
            }
        } catch (IOException | RuntimeException e) {
            // The connection is gone already.
        } finally {
            writing.unlock();
        }
    }

    @Override
    public String toString() {
        return "tls " + local() + " -> " + remote();
    }

    /** Remembers why this link failed, for the writer who waits. */
    private IOException failed(Exception e) {
        var told = String.valueOf(e.getMessage());
        var first = new IOException(this + ": " + (closed.get() ? "closed" : why(e, told)), e);
        failure = first;
        shaken.countDown();
        return first;
    }

    /** What an engine's failure means to people, with what to do where that is known. */
    private String why(Exception e, String told) {
        if (told.contains("nrecognized SSL message")) {
            return "the peer does not speak TLS; does it listen or connect by tcp?";
        }
        if (told.contains("Received fatal alert")) {
            return "the peer refused the TLS handshake: " + told;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidAlgorithmParameterException) {
                return "the SSLContext trusts nobody: " + cause.getMessage();
            }
            if (cause instanceof CertificateExpiredException) {
                return "the peer's certificate has expired: " + cause.getMessage();
            }
            if (cause instanceof CertPathBuilderException) {
                return "no trusted issuer for the peer's certificate; the trust store of the"
                        + " SSLContext must have one: " + cause.getMessage();
            }
            if (cause instanceof CertificateException && engine.getPeerHost() != null
                    && cause.getCause() == null) {
                return "the peer's certificate does not fit " + engine.getPeerHost() + ": "
                        + cause.getMessage();
            }
        }
        return told;
    }
}
