package dev.weft.protocol.msgpack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short way and the codec: the same bytes out, and nothing in that the codec would refuse. */
@Timeout(60)
class ShortWayTest {

    enum Colour { RED, GREEN }

    record Inner(byte small, short medium, float real, Colour colour) {}

    record Outer(boolean flag, int number, long large, double exact, List<Byte> none) {}

    record Quick(boolean flag, int number, long large, double exact, String text, Inner inner,
            List<Inner> inners, List<String> texts, List<List<Integer>> deep, Long boxed,
            Duration pause, Instant at) {}

    record Raw(byte[] raw, String text) {}

    record Renamed(@JsonProperty("other") String name) {}

    record Chain(String name, Chain next) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    interface Shape {}

    record Circle(int radius) implements Shape {}

    private final MsgPack protocol = new MsgPack();
    private final ObjectMapper codec = SafeMapper.create();

    @Test
    void plainRecordsTakeTheShortWayAndOthersDoNot() {
        assertNotNull(Part.of(Quick.class, Set.of()));
        assertNotNull(Part.of(Raw.class, Set.of()));
        assertNotNull(Part.of(String.class, Set.of()));
        assertNull(Part.of(Outer.class, Set.of()), "a list of bytes");
        assertNull(Part.of(Renamed.class, Set.of()), "an annotated component");
        assertNull(Part.of(Circle.class, Set.of()), "an annotated interface");
        assertNull(Part.of(Chain.class, Set.of()), "a record in itself");
        assertNull(Part.of(Map.class, Set.of()));
        assertNull(Part.of(Object.class, Set.of()));
    }

    @Test
    void theBytesAreThoseOfTheCodec() throws Exception {
        var random = new Random(3);
        for (var i = 0; i < 2_000; i++) {
            var quick = quick(random);
            var bytes = encode(quick);
            assertArrayEquals(codec.writeValueAsBytes(quick), bytes, quick::toString);
            assertEquals(quick, decode(bytes, Quick.class));
            assertEquals(quick, codec.readValue(bytes, Quick.class));
        }
    }

    @Test
    void theBytesOfEachSizeAreThoseOfTheCodec() throws Exception {
        for (var size : new int[] {0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536}) {
            var raw = new Raw(new byte[size], "é".repeat(size / 2) + "x".repeat(size % 2));
            assertArrayEquals(codec.writeValueAsBytes(raw), encode(raw));
            var back = decode(encode(raw), Raw.class);
            assertEquals(size, back.raw().length);
            assertEquals(raw.text(), back.text());
            var list = new Texts(Collections.nCopies(size, "a"));
            assertArrayEquals(codec.writeValueAsBytes(list), encode(list));
            assertEquals(list, decode(encode(list), Texts.class));
        }
    }

    record Texts(List<String> texts) {}

    @Test
    void numbersOfEachSizeAreThoseOfTheCodec() throws Exception {
        for (var shift = 0; shift < 64; shift++) {
            for (var value : new long[] {(1L << shift) - 1, 1L << shift, -(1L << shift),
                    -(1L << shift) - 1}) {
                assertArrayEquals(codec.writeValueAsBytes(value), encode(value));
                assertEquals(value, decode(encode(value), Long.class));
                assertArrayEquals(codec.writeValueAsBytes((int) value), encode((int) value));
                assertEquals((int) value, decode(encode((int) value), Integer.class));
            }
        }
    }

    @Test
    void componentsInAnotherOrderOrNewOnesAreLeftToTheCodec() throws Exception {
        var bytes = encode(new Turned((byte) 1, Colour.GREEN, 2.5f, "new", (short) 7));
        assertEquals(new Inner((byte) 1, (short) 7, 2.5f, Colour.GREEN),
                decode(bytes, Inner.class));
        assertEquals(new Renamed("n"), decode(encode(new Renamed("n")), Renamed.class));
        assertEquals(Map.of("other", "n"), decode(encode(new Renamed("n")), Map.class));
        var chain = new Chain("a", new Chain("b", null));
        assertEquals(chain, decode(encode(chain), Chain.class));
    }

    record Turned(byte small, Colour colour, float real, String more, short medium) {}

    @Test
    void brokenBytesAreReadAsTheCodecReadsThemOrNotAtAll() throws Exception {
        var random = new Random(5);
        for (var i = 0; i < 5_000; i++) {
            var whole = encode(inner(random));
            var bytes = random.nextInt(8) == 0
                    ? Arrays.copyOf(whole, random.nextInt(whole.length + 3)) : whole;
            if (bytes.length > 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertEquals(byTheCodec(bytes), byUs(bytes), () -> Arrays.toString(bytes));
        }
    }

    private Object byTheCodec(byte[] bytes) {
        try {
            WellFormed.check(bytes, 0, bytes.length);
            var value = codec.readValue(bytes, Inner.class);
            return value == null ? "refused" : value;
        } catch (IOException | RuntimeException e) {
            return "refused";
        }
    }

    private Object byUs(byte[] bytes) {
        try {
            return decode(bytes, Inner.class);
        } catch (IOException e) {
            return "refused";
        }
    }

    private static Quick quick(Random random) {
        var texts = new ArrayList<String>();
        var inners = new ArrayList<Inner>();
        for (var i = random.nextInt(20); i > 0; i--) {
            texts.add(random.nextInt(5) == 0 ? null : text(random));
            inners.add(random.nextInt(5) == 0 ? null : inner(random));
        }
        return new Quick(random.nextBoolean(), (int) number(random), number(random),
                random.nextGaussian(), text(random), random.nextInt(5) == 0 ? null : inner(random),
                random.nextInt(5) == 0 ? null : inners, texts,
                List.of(List.of(), List.of(1, -2, (int) number(random))),
                random.nextBoolean() ? null : number(random),
                Duration.ofNanos(number(random)), Instant.ofEpochMilli(random.nextInt()));
    }

    private static Inner inner(Random random) {
        return new Inner((byte) number(random), (short) number(random), random.nextFloat(),
                random.nextBoolean() ? null : Colour.values()[random.nextInt(2)]);
    }

    private static long number(Random random) {
        return random.nextLong() >> random.nextInt(64);
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (var i = random.nextInt(40); i > 0; i--) {
            text.appendCodePoint(new int[] {'a', 'z', 'ß', '世', 0x1F30D}[random.nextInt(5)]);
        }
        return text.toString();
    }

    private byte[] encode(Object body) throws IOException {
        var to = new ByteArrayOutputStream();
        protocol.encode(body, to);
        return to.toByteArray();
    }

    private <T> T decode(byte[] bytes, Class<T> type) throws IOException {
        return protocol.decode(bytes, 0, bytes.length, type);
    }
}
