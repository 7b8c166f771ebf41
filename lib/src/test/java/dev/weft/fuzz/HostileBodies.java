package dev.weft.fuzz;

import dev.weft.protocol.msgpack.MsgPack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Bodies of messages: right ones, nearly right ones, and worse. */
final class HostileBodies {

    record Say(String text, int times, List<String> more) {}

    record Ask(long n, byte[] raw, double rate) {}

    record Deep(Deep deep, Map<String, Object> more) {}

    enum Colour { RED, GREEN }

    record Painted(Colour colour, boolean wet, Ask ask) {}

    static final List<Class<?>> TYPES = List.of(Say.class, Ask.class, Deep.class, Painted.class,
            Object.class, String.class, byte[].class, Integer.class, List.class, Map.class);

    private static final int[] HEADS = {0x80, 0x81, 0x8f, 0x90, 0x91, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1,
        0xc2, 0xc4, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcc, 0xcf, 0xd0, 0xd3, 0xd4, 0xd8, 0xd9,
        0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xe0, 0xff};

    private static final List<byte[]> RIGHT = right();

    private HostileBodies() {}

    private static List<byte[]> right() {
        var deep = new Deep(null, Map.of());
        for (var i = 0; i < 20; i++) {
            deep = new Deep(deep, Map.of("n", i));
        }
        return List.of(bytes(new Say("hi", 3, List.of("a", "b"))),
                bytes(new Say("é\u0000☃", -1, List.of())),
                bytes(new Ask(1L << 40, new byte[] {1, 2, 3}, 1.5)),
                bytes(new Painted(Colour.GREEN, true, new Ask(0, new byte[0], Double.NaN))),
                bytes(deep), bytes("text"), bytes(7), bytes(List.of(1, "two", 3.0)),
                bytes(Map.of("k", List.of(Map.of()))));
    }

    private static byte[] bytes(Object value) {
        try {
            var to = new ByteArrayOutputStream();
            new MsgPack().encode(value, to);
            return to.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] draw(Random random) {
        var body = RIGHT.get(random.nextInt(RIGHT.size()));
        return switch (random.nextInt(8)) {
            case 0, 1 -> body;
            case 2, 3, 4 -> Mutations.mutate(body, random, HEADS);
            case 5 -> nested(random);
            case 6 -> headers(random);
            default -> Mutations.random(random, 64);
        };
    }

    /** The same opening again and again. */
    private static byte[] nested(Random random) {
        var unit = switch (random.nextInt(4)) {
            case 0 -> new byte[] {(byte) 0x91};
            case 1 -> new byte[] {(byte) 0x81, (byte) 0xa4, 'd', 'e', 'e', 'p'};
            case 2 -> new byte[] {(byte) 0x81, 1};
            default -> new byte[] {(byte) 0xdd, 0, 0, 0, 2, (byte) 0xc0};
        };
        var times = random.nextInt(random.nextInt(20) == 0 ? 2_000 : 70);
        var all = new byte[unit.length * times + 1];
        for (var i = 0; i < times; i++) {
            System.arraycopy(unit, 0, all, i * unit.length, unit.length);
        }
        all[all.length - 1] = (byte) 0xc0;
        return all;
    }

    /** Headers that promise more than comes. */
    private static byte[] headers(Random random) {
        var all = Mutations.random(random, 32);
        for (var i = 0; i < all.length; i += 1 + random.nextInt(6)) {
            all[i] = (byte) HEADS[random.nextInt(HEADS.length)];
        }
        return all;
    }
}
