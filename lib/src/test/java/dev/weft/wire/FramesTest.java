package dev.weft.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FramesTest {

    private static ByteBuffer written(Frame frame) {
        var buffer = ByteBuffer.allocate(Frames.sizeBound(frame));
        Frames.write(frame, buffer);
        return buffer.flip();
    }

    private static Frame frame(String name) {
        return switch (name) {
            case "hello" -> new Frame.Hello(1, 1, 1 << 20, "msgpack", "n");
            case "open" -> new Frame.Open(1, 256, 8, "chat");
            case "opened" -> new Frame.Opened(1, 256, 8);
            case "refused" -> new Frame.Refused(3, true, "no");
            case "message" -> data(Frame.Kind.MESSAGE, true, true, 0, "k", 2);
            case "request" -> data(Frame.Kind.REQUEST, true, false, 7, "k", 9);
            case "rest" -> data(Frame.Kind.REQUEST, false, true, 0, "", 0);
            case "credit" -> new Frame.Credit(1, 4096, 3);
            case "close" -> new Frame.Close(2, true, "");
            case "ping" -> new Frame.Ping();
            case "pong" -> new Frame.Pong();
            case "goodbye" -> new Frame.Goodbye(false, "bye");
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Frame.Data data(Frame.Kind kind, boolean first, boolean last, long correlation,
            String key, int total) {
        return new Frame.Data(
                1, kind, first, last, correlation, key, total, new byte[] {1, 2}, 0, 2);
    }

    /** The wire format, version 1, byte for byte: a change here breaks every deployed peer. */
    @ParameterizedTest
    @CsvSource({
        "hello,   00000017 01 57454654 01 01 00100000 0007 6d73677061636b 0001 6e",
        "open,    00000013 02 00000001 00000100 00000008 0004 63686174",
        "opened,  0000000d 03 00000001 00000100 00000008",
        "refused, 0000000a 04 00000003 01 0002 6e6f",
        "message, 0000000f 05 00000001 0c 00000002 0001 6b 0102",
        "request, 00000017 05 00000001 05 0000000000000007 00000009 0001 6b 0102",
        "rest,    00000008 05 00000001 09 0102",
        "credit,  0000000d 06 00000001 00001000 00000003",
        "close,   00000008 07 00000002 01 0000",
        "ping,    00000001 08",
        "pong,    00000001 09",
        "goodbye, 00000007 0a 00 0003 627965",
    })
    void framesHaveTheseBytesAndComeBack(String name, String hex) throws Exception {
        var golden = HexFormat.of().parseHex(hex.replace(" ", ""));
        var frame = frame(name);
        var bytes = written(frame);
        assertArrayEquals(golden, java.util.Arrays.copyOf(bytes.array(), bytes.limit()));
        var back = Frames.read(ByteBuffer.wrap(golden));
        if (back instanceof Frame.Data it) {
            assertArrayEquals(new byte[] {1, 2}, it.body());
            assertEquals(data(it.kind(), it.first(), it.last(), it.correlation(), it.key(),
                    it.total()).toString().replaceAll("body=.*?,", ""),
                    it.toString().replaceAll("body=.*?,", ""));
        } else {
            assertEquals(frame, back);
        }
    }

    @Test
    void aFrameThatIsNotYetWholeIsLeftInTheBuffer() throws Exception {
        var whole = written(frame("open"));
        for (var length = 0; length < whole.limit(); length++) {
            var part = whole.duplicate().limit(length);
            assertNull(Frames.read(part));
            assertEquals(0, part.position());
        }
    }

    /** How the next version negotiates: it says both numbers, and may add to its hello. */
    @Test
    void aHelloOfALaterVersionIsUnderstoodAsFarAsItSpeaksThisOne() throws Exception {
        var bytes = HexFormat.of().parseHex(
                "00000012 01 57454654 01 03 00100000 0001 70 0001 6e ff".replace(" ", ""));
        assertEquals(new Frame.Hello(1, 3, 1 << 20, "p", "n"),
                Frames.read(ByteBuffer.wrap(bytes)));
        bytes[9] = 2;
        assertEquals(new Frame.Hello(2, 3, 0, "", ""), Frames.read(ByteBuffer.wrap(bytes)));
    }

    @Test
    void mutatedFramesAreReadOrRefusedAndNothingElse() {
        var random = new Random(11);
        var names = new String[] {"hello", "open", "opened", "refused", "message", "request",
            "rest", "credit", "close", "ping", "goodbye"};
        var refused = 0;
        for (var i = 0; i < 200_000; i++) {
            var bytes = written(frame(names[random.nextInt(names.length)]));
            for (var flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes.put(random.nextInt(bytes.limit()), (byte) random.nextInt());
            }
            try {
                while (bytes.hasRemaining() && Frames.read(bytes) != null) {
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
        var assembly = new Assembly(1 << 20);
        var part = new Frame.Data(
                1, Frame.Kind.MESSAGE, true, false, 0, "k", 1 << 30, new byte[1], 0, 1);
        var thrown = assertThrows(ProtocolException.class, () -> assembly.add(part));
        assertTrue(thrown.getMessage().contains("over maxMessageBytes"), thrown.getMessage());
    }

    @Test
    void fragmentsMustAddUpToTheTotal() throws Exception {
        var assembly = new Assembly(100);
        assertNull(assembly.add(new Frame.Data(
                1, Frame.Kind.MESSAGE, true, false, 0, "k", 5, new byte[3], 0, 3)));
        assertThrows(ProtocolException.class, () -> assembly.add(new Frame.Data(
                1, Frame.Kind.MESSAGE, false, true, 0, "", 0, new byte[3], 0, 3)));
    }
}
