package dev.weft.protocol.msgpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The protocol "msgpack" between strangers: what is not exactly the asked for value is refused. */
@Timeout(60)
class HostileBytesTest {

    record Deep(Deep n) {}

    record Numbers(int count, long total) {}

    record Texts(String name, byte[] raw, List<String> more) {}

    enum Colour { RED, GREEN }

    record Painted(Colour colour) {}

    record Limits(byte b, short s, int i, long l, float f) {}

    private final MsgPack protocol = new MsgPack();

    @Test
    void aHundredThousandNestedMapsAreRefusedWithoutRecursion() {
        var bytes = new byte[300_001];
        for (var i = 0; i < 100_000; i++) {
            bytes[3 * i] = (byte) 0x81;
            bytes[3 * i + 1] = (byte) 0xa1;
            bytes[3 * i + 2] = 'n';
        }
        bytes[300_000] = (byte) 0xc0;
        refused(bytes, Deep.class, "nested deeper than 64");
        refused(bytes, Object.class, "nested deeper than 64");
        var lists = new byte[100_000];
        Arrays.fill(lists, (byte) 0x91);
        refused(lists, List.class, "nested deeper than 64");
    }

    @Test
    void nestingUpToTheBoundIsFine() throws Exception {
        var bytes = new byte[WellFormed.MAX_DEPTH * 3 + 1];
        for (var i = 0; i < WellFormed.MAX_DEPTH; i++) {
            bytes[3 * i] = (byte) 0x81;
            bytes[3 * i + 1] = (byte) 0xa1;
            bytes[3 * i + 2] = 'n';
        }
        bytes[bytes.length - 1] = (byte) 0xc0;
        var depth = 0;
        for (var deep = decode(bytes, Deep.class); deep != null; deep = deep.n()) {
            depth++;
        }
        assertEquals(WellFormed.MAX_DEPTH, depth);
    }

    @Test
    void aHeaderThatClaimsTwoGigabytesIsRefused() {
        for (var head : new int[] {0xdb, 0xc6, 0xdd, 0xdf}) {
            refused(bytes(head, 0x7f, 0xff, 0xff, 0xff), Object.class, "2147483647");
            refused(bytes(head, 0xff, 0xff, 0xff, 0xff), Object.class, "4294967295");
        }
        refused(bytes(0xc9, 0x20, 0, 0, 0, 1), Object.class, "0xc9");
    }

    @Test
    void aClaimOf64MegabytesInASmallFrameAllocatesNothing() {
        var frame = Arrays.copyOf(bytes(0xc6, 0x04, 0, 0, 0), 100);
        refused(frame, byte[].class, "67108864");
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        var before = threads.getCurrentThreadAllocatedBytes();
        refused(frame, byte[].class, "67108864");
        var used = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(used < 1 << 20, () -> used + " bytes allocated");
    }

    @Test
    void bytesBehindTheValueAreRefused() {
        refused(bytes(0xa1, 'x', 0xc0), String.class, "1 bytes behind the value");
        refused(bytes(1, 2, 3), int.class, "2 bytes behind the value");
    }

    @Test
    void cutOffValuesAreRefused() throws Exception {
        var whole = encode(Map.of("name", "Duke", "raw", new byte[9], "more", List.of("a", "b")));
        for (var length = 0; length < whole.length; length++) {
            var part = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> decode(part, Texts.class));
        }
    }

    @Test
    void aMissingComponentIsRefusedByName() {
        refused(map("count", 1), Numbers.class, "total");
    }

    @Test
    void scalarsAreNotCoerced() {
        refused(map("count", "1", "total", 1), Numbers.class, "count");
        refused(map("count", 1.0, "total", 1), Numbers.class, "count");
        refused(map("count", true, "total", 1), Numbers.class, "count");
        refused(map("count", "", "total", 1), Numbers.class, "count");
        refused(map("name", 5, "raw", new byte[0], "more", List.of()), Texts.class, "name");
        refused(map("name", true, "raw", new byte[0], "more", List.of()), Texts.class, "name");
        refused(map("name", new byte[1], "raw", new byte[0], "more", List.of()), Texts.class,
                "name");
        refused(map("name", "n", "raw", "AAAA", "more", List.of()), Texts.class, "raw");
        refused(map("name", "n", "raw", new byte[0], "more", "one"), Texts.class, "more");
        refused(map("name", "n", "raw", List.of(1), "more", List.of()), Texts.class, "raw");
        refused(map("name", "n", "raw", new byte[0], "more", List.of(5)), Texts.class, "more");
        refused(bytes(0x05), String.class, "java.lang.String");
        refused(bytes(0xa1, '5'), int.class, "int");
        refused(bytes(0xa4, 't', 'r', 'u', 'e'), boolean.class, "boolean");
        refused(bytes(0x01), boolean.class, "boolean");
    }

    @Test
    void aNumberThatDoesNotFitIsRefusedAndNotCut() {
        var fits = Map.of("b", 1, "s", 1, "i", 1, "l", 1, "f", 1.0);
        for (var wrong : List.of(Map.entry("b", 1000), Map.entry("s", 100_000),
                Map.entry("i", 1L << 40), Map.entry("i", (1L << 32) + 1))) {
            var map = new java.util.TreeMap<String, Object>(fits);
            map.put(wrong.getKey(), wrong.getValue());
            assertThrows(IOException.class, () -> decode(encode(map), Limits.class),
                    wrong::toString);
        }
        var unsigned64 = bytes(0xcf, 0xff, 0, 0, 0, 0, 0, 0, 1);
        refused(unsigned64, long.class, "too large");
        refused(unsigned64, int.class, "too large");
        refused(unsigned64, Long.class, "java.lang.Long");
        refused(unsigned64, Integer.class, "java.lang.Integer");
    }

    @Test
    void aKeyThatComesTwiceIsRefused() {
        refused(bytes(0x82, 0xa1, 'a', 1, 0xa1, 'a', 2), Map.class, "Duplicate");
    }

    @Test
    void nullForAPrimitiveOrForAllIsRefused() {
        var map = new java.util.TreeMap<String, Object>();
        map.put("count", null);
        map.put("total", 1);
        refused(map(map), Numbers.class, "count");
        refused(bytes(0xc0), Numbers.class, "null");
        refused(bytes(0xc0), String.class, "null");
        refused(bytes(0xc0), int.class, "null");
    }

    @Test
    void enumsAreNamesThatExist() {
        refused(map("colour", "PINK"), Painted.class, "PINK");
        refused(map("colour", 0), Painted.class, "colour");
        refused(map("colour", ""), Painted.class, "colour");
    }

    @Test
    void otherKeysThanStringsAndIntegersAreRefused() {
        for (var key : new byte[][] {bytes(0xc0), bytes(0xc3), bytes(0x90), bytes(0x80),
                bytes(0xc4, 0), bytes(0xcb, 0, 0, 0, 0, 0, 0, 0, 0), bytes(0xd4, 1, 1)}) {
            var map = new byte[key.length + 2];
            map[0] = (byte) 0x81;
            System.arraycopy(key, 0, map, 1, key.length);
            refused(map, Map.class, "a map key is neither a string nor an integer");
        }
    }

    @Test
    void extensionsAndTheUnusedByteAreRefused() {
        for (var head : new int[] {0xc1, 0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8}) {
            var bytes = Arrays.copyOf(bytes(head), 18);
            refused(bytes, Object.class, "0x" + Integer.toHexString(head));
        }
    }

    @Test
    void aClassThatThePeerNamesIsNeverMade() throws Exception {
        var bytes = encode(Map.of("@class", "java.util.ArrayList", "count", 1, "total", 2));
        assertEquals(new Numbers(1, 2), decode(bytes, Numbers.class));
        refused(encode(List.of("java.util.ArrayList", List.of())), Numbers.class, "Numbers");
    }

    @Test
    void aLongHostileTextDoesNotFillTheLog() {
        var failure = refused(map("colour", "x\n".repeat(100_000)), Painted.class, "colour");
        assertTrue(failure.getMessage().length() < 500, failure::getMessage);
        assertTrue(failure.getMessage().indexOf('\n') < 0, failure::getMessage);
    }

    @Test
    void randomBytesGiveOnlyIoExceptions() {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++) {
            var bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            onlyIoExceptions(bytes);
        }
    }

    @Test
    void brokenRecordsGiveOnlyIoExceptions() throws Exception {
        var random = new Random(11);
        var texts = encode(new Texts("Duke", new byte[] {1, 2, 3}, List.of("a", "b")));
        var limits = encode(new Limits((byte) 1, (short) 2, 3, 1L << 40, 1.5f));
        for (var i = 0; i < 2_000; i++) {
            var bytes = (i % 2 == 0 ? texts : limits).clone();
            for (var hits = 1 + random.nextInt(3); hits > 0; hits--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            onlyIoExceptions(bytes);
        }
    }

    private void onlyIoExceptions(byte[] bytes) {
        for (var type : List.of(Object.class, Texts.class, Limits.class, Deep.class, String.class,
                byte[].class, Integer.class, Painted.class, List.class, Map.class)) {
            try {
                protocol.decode(bytes, 0, bytes.length, type);
            } catch (IOException expected) {
                // Or it was a value of this type.
            } catch (Throwable e) {
                throw new AssertionError(Arrays.toString(bytes) + " as " + type, e);
            }
        }
    }

    private IOException refused(byte[] bytes, Class<?> type, String told) {
        var failure = assertThrows(IOException.class, () -> decode(bytes, type));
        var message = failure.getMessage();
        assertTrue(message.startsWith("msgpack: can't read a " + type.getTypeName())
                && message.contains(told), failure::toString);
        return failure;
    }

    private byte[] map(Object... keysAndValues) {
        var map = new java.util.TreeMap<String, Object>();
        for (var i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map(map);
    }

    private byte[] map(Map<String, Object> map) {
        try {
            return encode(map);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
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
