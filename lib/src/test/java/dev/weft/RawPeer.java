package dev.weft;

import dev.weft.protocol.msgpack.MsgPack;
import dev.weft.wire.Frame;
import dev.weft.wire.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A peer that speaks in frames of its own choice, and reads only when it is told to. */
final class RawPeer implements AutoCloseable {

    private final Socket socket;

    RawPeer(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
    }

    static byte[] hello() {
        return bytes(new Frame.Hello(1, 1, 1 << 20, "msgpack", "raw"));
    }

    static byte[] bytes(Frame frame) {
        var buffer = ByteBuffer.allocate(Frames.MAX_CONTROL_BYTES);
        Frames.write(frame, buffer);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** A message of one frame. */
    static byte[] message(int channel, Frame.Kind kind, long correlation, Object body)
            throws IOException {
        var encoded = new ByteArrayOutputStream();
        new MsgPack().encode(body, encoded);
        var frame = new byte[Frames.MAX_HEAD_BYTES + encoded.size()];
        var head = Frames.writeHead(
                frame, channel, kind, correlation, body.getClass().getSimpleName());
        Frames.finishHead(frame, head, kind, encoded.size());
        System.arraycopy(encoded.toByteArray(), 0, frame, head, encoded.size());
        return Arrays.copyOf(frame, head + encoded.size());
    }

    RawPeer say(byte[]... all) throws IOException {
        var together = new ByteArrayOutputStream();
        for (var bytes : all) {
            together.write(bytes);
        }
        socket.getOutputStream().write(together.toByteArray());
        return this;
    }

    RawPeer say(Frame frame) throws IOException {
        return say(bytes(frame));
    }

    /** A channel that grants all the credit there is. */
    RawPeer open(int number, String name) throws IOException {
        return say(new Frame.Open(number, Integer.MAX_VALUE, Integer.MAX_VALUE, name));
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    /** Reads until the other side ends it. */
    void awaitCut() {
        try {
            while (in().read(new byte[8192]) >= 0) {
                // What it said before does not matter.
            }
        } catch (IOException e) {
            // A reset is an end, too.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
