package dev.weft.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FramesTest {

    private static final byte[] BODY = {1, 2};

    private static ByteBuffer written(String name) {
        var buffer = ByteBuffer.allocate(Frames.MAX_CONTROL_BYTES);
        switch (name) {
            case "message" -> first(Frame.Kind.MESSAGE, 0, 2, buffer);
            case "request" -> first(Frame.Kind.REQUEST, 7, 20_000, buffer);
            case "rest" -> Frames.writeRest(1, Frame.Kind.REQUEST, true, BODY, 0, 2, buffer);
            default -> Frames.write(frame(name), buffer);
        }
        return buffer.flip();
    }

    /** A message's first frame, with the first two bytes of its body. */
    private static void first(Frame.Kind kind, long correlation, int total, ByteBuffer to) {
        var head = Frames.writeHead(to.array(), 1, kind, correlation, "k");
        Frames.finishHead(to.array(), head, kind, total);
        to.position(head).put(BODY);
        to.putInt(0, to.position() - 4);
    }

    /** Reads one message, the way a channel does. */
    private static Assembly read(ByteBuffer... frames) throws Exception {
        var assembly = new Assembly(1 << 20);
        var reader = new FrameReader();
        for (var frame : frames) {
            assembly.add((Frame.Data) reader.read(frame));
        }
        return assembly;
    }

    private static Frame frame(String name) {
        return switch (name) {
            case "hello" -> new Frame.Hello(1, 1, 1 << 20, "msgpack", "n");
            case "open" -> new Frame.Open(1, 256, 8, "chat");
            case "opened" -> new Frame.Opened(1, 256, 8);
            case "refused" -> new Frame.Refused(3, true, "no");
            case "credit" -> new Frame.Credit(1, 4096, 3);
            case "close" -> new Frame.Close(2, true, "");
            case "ping" -> new Frame.Ping();
            case "pong" -> new Frame.Pong();
            case "goodbye" -> new Frame.Goodbye(false, "bye");
            case "encrypt" -> new Frame.Encrypt(1, 2, filled(32, 7), filled(16, 8));
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The wire format, version 1, byte for byte: a change here breaks every deployed peer. */
    @ParameterizedTest
    @CsvSource({
        "hello,   00000017 01 57454654 01 01 00100000 0007 6d73677061636b 0001 6e",
        "open,    00000013 02 00000001 00000100 00000008 0004 63686174",
        "opened,  0000000d 03 00000001 00000100 00000008",
        "refused, 0000000a 04 00000003 01 0002 6e6f",
        "message, 0000000f 05 00000001 0c 00000002 0001 6b 0102",
        "request, 00000017 05 00000001 05 0000000000000007 00004e20 0001 6b 0102",
        "rest,    00000008 05 00000001 09 0102",
        "credit,  0000000d 06 00000001 00001000 00000003",
        "close,   00000008 07 00000002 01 0000",
        "ping,    00000001 08",
        "pong,    00000001 09",
        "goodbye, 00000007 0a 00 0003 627965",
        "encrypt, 00000036 0b 00000001 02"
                + " 0707070707070707070707070707070707070707070707070707070707070707"
                + " 08080808080808080808080808080808",
    })
    void framesHaveTheseBytesAndComeBack(String name, String hex) throws Exception {
        var golden = HexFormat.of().parseHex(hex.replace(" ", ""));
        var bytes = written(name);
        assertArrayEquals(golden, Arrays.copyOf(bytes.array(), bytes.limit()));
        var back = new FrameReader().read(ByteBuffer.wrap(golden));
        if (back instanceof Frame.Data it) {
            var body = new byte[it.length()];
            it.copyTo(body, 0);
            assertArrayEquals(BODY, body);
            assertEquals(name.equals("rest") ? "" : "k", it.key());
            assertEquals(name.equals("request") ? 7 : 0, it.correlation());
        } else if (back instanceof Frame.Encrypt it) {
            assertEquals(2, it.algorithm());
            assertArrayEquals(filled(32, 7), it.salt());
            assertArrayEquals(filled(16, 8), it.proof());
        } else {
            assertEquals(frame(name), back);
        }
    }

    private static byte[] filled(int count, int with) {
        var bytes = new byte[count];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    /** Kind 12: the plain form of the end, and a message's, as they are sealed and opened. */
    @Test
    void sealedFramesHaveTheseBytesAroundWhatIsSealed() throws Exception {
        var hex = HexFormat.of();
        var end = ByteBuffer.allocate(Frames.MAX_CONTROL_BYTES);
        Frames.writeEnd(1, "bye", end);
        Frames.toSealed(end, 16);
        assertEquals("0000001b0c00000001" + "10" + "0003627965",
                hex.formatHex(end.array(), 0, end.position()));
        assertTrue(Frames.isEnd(end.flip()));
        assertEquals("bye", FrameReader.detailOfEnd(end));

        var message = written("message").position(written("message").limit());
        Frames.toSealed(message, 16);
        assertEquals("0000001f0c00000001" + "0c" + "00000002" + "00016b" + "0102",
                hex.formatHex(message.array(), 0, message.position()));
        Frames.toData(message.flip());
        assertEquals(written("message"), message);
    }

    @Test
    void aKeyOfAnyLanguageComesBack() throws Exception {
        var reader = new FrameReader();
        for (var key : new String[] {"k", "kk", "안녕", "naïve", "k", "안녕", "", "k".repeat(255)}) {
            var buffer = ByteBuffer.allocate(Frames.MAX_HEAD_BYTES);
            var head = Frames.writeHead(buffer.array(), 1, Frame.Kind.MESSAGE, 0, key);
            Frames.finishHead(buffer.array(), head, Frame.Kind.MESSAGE, 0);
            var it = (Frame.Data) reader.read(buffer.limit(head));
            assertEquals(key, it.key());
            assertEquals(0, it.length());
            assertEquals(head, buffer.position());
        }
    }

    @Test
    void aFrameThatIsNotYetWholeIsLeftInTheBuffer() throws Exception {
        var whole = written("open");
        var reader = new FrameReader();
        for (var length = 0; length < whole.limit(); length++) {
            var part = whole.duplicate().limit(length);
            assertNull(reader.read(part));
            assertEquals(0, part.position());
        }
    }

    /** How the next version negotiates: it says both numbers, and may add to its hello. */
    @Test
    void aHelloOfALaterVersionIsUnderstoodAsFarAsItSpeaksThisOne() throws Exception {
        var bytes = HexFormat.of().parseHex(
                "00000012 01 57454654 01 03 00100000 0001 70 0001 6e ff".replace(" ", ""));
        assertEquals(new Frame.Hello(1, 3, 1 << 20, "p", "n"),
                new FrameReader().read(ByteBuffer.wrap(bytes)));
        bytes[9] = 2;
        assertEquals(new Frame.Hello(2, 3, 0, "", ""),
                new FrameReader().read(ByteBuffer.wrap(bytes)));
    }

    @Test
    void mutatedFramesAreReadOrRefusedAndNothingElse() {
        var random = new Random(11);
        var names = new String[] {"hello", "open", "opened", "refused", "message", "request",
            "rest", "credit", "close", "ping", "goodbye"};
        var reader = new FrameReader();
        var refused = 0;
        for (var i = 0; i < 200_000; i++) {
            var bytes = written(names[random.nextInt(names.length)]);
            for (var flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes.put(random.nextInt(bytes.limit()), (byte) random.nextInt());
            }
            try {
                while (bytes.hasRemaining() && reader.read(bytes) != null) {
                    assertTrue(bytes.position() <= bytes.limit());
                }
            } catch (ProtocolException e) {
                refused++;
            }
        }
        assertTrue(refused > 50_000, "only " + refused);
    }

    @Test
    void anAnnouncedSizeIsNotAllocatedOnItsWord() {
        var buffer = ByteBuffer.allocate(64);
        first(Frame.Kind.MESSAGE, 0, 1 << 30, buffer);
        var thrown = assertThrows(ProtocolException.class, () -> read(buffer.flip()));
        assertTrue(thrown.getMessage().contains("over maxMessageBytes"), thrown.getMessage());
    }

    @Test
    void fragmentsAreJoinedAndMustAddUpToTheTotal() throws Exception {
        var begin = ByteBuffer.allocate(64);
        first(Frame.Kind.REQUEST, 7, 20_000, begin);
        var body = new byte[19_998];
        Arrays.fill(body, (byte) 3);
        var middle = ByteBuffer.allocate(20_000);
        Frames.writeRest(1, Frame.Kind.REQUEST, false, body, 0, 16_000, middle);
        var rest = ByteBuffer.allocate(20_000);
        Frames.writeRest(1, Frame.Kind.REQUEST, true, body, 16_000, 3_998, rest);
        begin.flip();
        middle.flip();
        rest.flip();
        var whole = read(begin.duplicate(), middle.duplicate(), rest.duplicate());
        var joined = whole.takeBody();
        assertEquals(20_000, joined.length);
        assertEquals(2, joined[1]);
        assertEquals(3, joined[19_999]);
        assertEquals(7, whole.correlation());
        assertThrows(ProtocolException.class, () -> read(begin.duplicate(), rest.duplicate()));
        assertThrows(ProtocolException.class, () -> read(rest.duplicate()));
        assertThrows(ProtocolException.class, () -> read(begin.duplicate(), begin.duplicate()));
        assertThrows(ProtocolException.class, () -> read(begin.duplicate(), middle.duplicate(),
                middle.duplicate()));
    }
}
