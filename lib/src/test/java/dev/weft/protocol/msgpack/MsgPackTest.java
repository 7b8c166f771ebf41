package dev.weft.protocol.msgpack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The protocol "msgpack" between friends: what goes in comes out, in the bytes of the format. */
@Timeout(60)
class MsgPackTest {

    enum Colour { RED, GREEN, BLUE }

    record Point(int x, int y) {}

    record Nothing() {}

    record All(boolean flag, byte small, short medium, int number, long large, float real,
            double exact, char letter, String text, byte[] raw, Colour colour, Point point,
            List<Point> points, Map<String, Integer> counts, Set<Colour> colours, int[] ints,
            Long boxed, String absent) {}

    record Times(Duration pause, Instant at) {}

    record Money(BigDecimal amount, BigInteger count, UUID id) {}

    record Busy(List<String> items) {
        boolean isEmpty() {
            return items.isEmpty();
        }

        String getFirst() {
            return items.getFirst();
        }
    }

    record Small(String name) {}

    record Grown(String name, int age) {}

    record Checked(int positive) {
        Checked {
            if (positive <= 0) {
                throw new IllegalArgumentException("not positive: " + positive);
            }
        }
    }

    record Node(String name, List<Node> children) {}

    private final MsgPack protocol = new MsgPack();

    @Test
    void aRecordOfEverythingComesBackEqual() throws Exception {
        var all = new All(true, (byte) -1, (short) 300, Integer.MIN_VALUE, Long.MAX_VALUE, 1.5f,
                Math.PI, 'ü', "Grüße, 世界 🌍", new byte[] {0, -1, 127}, Colour.GREEN,
                new Point(1, -2), List.of(new Point(3, 4), new Point(5, 6)), Map.of("one", 1),
                EnumSet.of(Colour.RED, Colour.BLUE), new int[] {1, 2, 3}, 42L, null);
        var back = roundTrip(all);
        assertEquals(all.toString().replaceAll("\\[[BI]@\\w+", ""),
                back.toString().replaceAll("\\[[BI]@\\w+", ""));
        assertArrayEquals(all.raw(), back.raw());
        assertArrayEquals(all.ints(), back.ints());
    }

    @Test
    void plainValuesNeedNoRecord() throws Exception {
        assertEquals("text", roundTrip("text"));
        assertEquals("", roundTrip(""));
        assertEquals(42, roundTrip(42));
        assertEquals(Long.MIN_VALUE, roundTrip(Long.MIN_VALUE));
        assertEquals(2.5, roundTrip(2.5));
        assertEquals(true, roundTrip(true));
        assertEquals(Colour.BLUE, roundTrip(Colour.BLUE));
        assertArrayEquals(new byte[] {1, 2}, roundTrip(new byte[] {1, 2}));
        assertArrayEquals(new byte[0], roundTrip(new byte[0]));
        assertEquals(7, decode(encode(7), int.class));
        assertEquals(new Nothing(), roundTrip(new Nothing()));
    }

    @Test
    void listsAndMapsKeepTheirOrder() throws Exception {
        assertEquals(List.of("b", "a"), decode(encode(List.of("b", "a")), List.class));
        var map = new LinkedHashMap<String, Object>();
        map.put("z", 1);
        map.put("a", List.of(true));
        map.put("m", Map.of("k", "v"));
        var back = decode(encode(map), Map.class);
        assertEquals(map, back);
        assertEquals("[z, a, m]", back.keySet().toString());
        var set = new LinkedHashSet<>(List.of("z", "y", "a", "b"));
        assertEquals(set.toString(), decode(encode(set), Set.class).toString());
    }

    @Test
    void timesTravelAsTheirIsoText() throws Exception {
        var times = new Times(Duration.ofMillis(1500), Instant.parse("2026-11-23T12:00:00.5Z"));
        assertEquals(times, roundTrip(times));
        assertEquals(Map.of("pause", "PT1.5S", "at", "2026-11-23T12:00:00.500Z"),
                decode(encode(times), Map.class));
        var wrong = encode(Map.of("pause", "soon", "at", "2026-11-23T12:00:00Z"));
        var bad = assertThrows(IOException.class, () -> decode(wrong, Times.class));
        assertTrue(bad.getMessage().contains("[\"pause\"]"), bad::toString);
    }

    @Test
    void bigNumbersAndIdsComeBackExact() throws Exception {
        var money = new Money(new BigDecimal("0.10"), BigInteger.TWO.pow(100),
                new UUID(1, 2));
        assertEquals(money, roundTrip(money));
        var endless = Map.of("amount", "1", "count", "9".repeat(100_000), "id", new byte[16]);
        assertThrows(IOException.class, () -> decode(encode(endless), Money.class));
    }

    @Test
    void theBytesAreThoseOfTheFormat() throws Exception {
        assertArrayEquals(bytes(0x82, 0xa1, 'x', 0x01, 0xa1, 'y', 0xff), encode(new Point(1, -1)));
        assertArrayEquals(bytes(0xa2, 'o', 'k'), encode("ok"));
        assertArrayEquals(bytes(0xc4, 2, 1, 2), encode(new byte[] {1, 2}));
        assertArrayEquals(bytes(0xa3, 'R', 'E', 'D'), encode(Colour.RED));
    }

    @Test
    void onlyTheComponentsOfARecordTravel() throws Exception {
        var busy = new Busy(List.of("a"));
        assertEquals(Map.of("items", List.of("a")), decode(encode(busy), Map.class));
        assertEquals(busy, roundTrip(busy));
    }

    @Test
    void theBodyMayStandAnywhereInAFrame() throws Exception {
        var body = encode(new Point(3, 4));
        var frame = new byte[body.length + 7];
        Arrays.fill(frame, (byte) 0xc1);
        System.arraycopy(body, 0, frame, 3, body.length);
        assertEquals(new Point(3, 4), protocol.decode(frame, 3, body.length, Point.class));
    }

    @Test
    void whatIsReadSharesNothingWithTheFrame() throws Exception {
        var frame = encode(new byte[] {1, 2, 3});
        var body = decode(frame, byte[].class);
        Arrays.fill(frame, (byte) 0);
        assertArrayEquals(new byte[] {1, 2, 3}, body);
    }

    @Test
    void aNewComponentIsUnknownToAnOldPeerAndIgnored() throws Exception {
        assertEquals(new Small("Duke"), decode(encode(new Grown("Duke", 30)), Small.class));
    }

    @Test
    void writingLeavesTheStreamOpen() throws Exception {
        var to = new ByteArrayOutputStream() {
            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        protocol.encode(new Point(1, 2), to);
        protocol.encode("next", to);
        assertEquals(7 + 5, to.size());
    }

    @Test
    void anErrorOfTheStreamReachesTheCaller() {
        var full = new IOException("full");
        var thrown = assertThrows(IOException.class, () -> protocol.encode("x",
                new java.io.OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw full;
                    }
                }));
        assertTrue(thrown == full || thrown.getCause() == full, thrown::toString);
    }

    @Test
    void whatCannotBeWrittenIsNamed() {
        var cyclic = new Node("a", new ArrayList<>());
        cyclic.children().add(cyclic);
        var failure = assertThrows(IOException.class, () -> encode(cyclic));
        assertTrue(failure.getMessage().startsWith("msgpack: can't write a "
                + Node.class.getTypeName()), failure::toString);
        assertThrows(IOException.class, () -> encode(new Object()));
    }

    @Test
    void theConstructorsOwnCheckSpeaks() {
        var failure = assertThrows(IOException.class,
                () -> decode(encode(Map.of("positive", 0)), Checked.class));
        assertTrue(failure.getMessage().contains("not positive: 0"), failure::toString);
    }

    @Test
    void manyThreadsShareOneInstance() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (var i = 0; i < 200; i++) {
                var grown = new Grown("n" + i, i);
                tasks.add(() -> {
                    for (var turn = 0; turn < 50; turn++) {
                        if (!roundTrip(grown).equals(grown)) {
                            return false;
                        }
                    }
                    return true;
                });
            }
            for (var done : threads.invokeAll(tasks)) {
                assertTrue(done.get());
            }
        }
    }

    @Test
    void longStringsAndBinariesComeBack() throws Exception {
        for (var size : new int[] {31, 32, 255, 256, 8_191, 8_193, 65_535, 65_536, 300_000}) {
            var text = "ä".repeat(size / 2) + "x";
            assertEquals(text, roundTrip(text));
            var raw = text.getBytes(StandardCharsets.UTF_8);
            assertArrayEquals(raw, roundTrip(raw));
        }
        assertFalse(roundTrip("x".repeat(100_000)).isEmpty());
    }

    @SuppressWarnings("unchecked")
    private <T> T roundTrip(T body) throws IOException {
        return decode(encode(body), (Class<T>) body.getClass());
    }

    private byte[] encode(Object body) throws IOException {
        var to = new ByteArrayOutputStream();
        protocol.encode(body, to);
        return to.toByteArray();
    }

    private <T> T decode(byte[] bytes, Class<T> type) throws IOException {
        return protocol.decode(bytes, 0, bytes.length, type);
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (var i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
