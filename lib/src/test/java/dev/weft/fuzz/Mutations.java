package dev.weft.fuzz;

import java.util.Arrays;
import java.util.Random;

/** Damage to bytes. */
final class Mutations {

    private static final int[] NUMBERS = {0, 1, 2, 3, 127, 128, 255, 256, 16_383, 16_384, 16_385,
        17_408, 17_409, 65_535, 65_536, 1 << 20, (1 << 20) + 1, Integer.MAX_VALUE,
        Integer.MIN_VALUE, -1, -2};

    private Mutations() {}

    static byte[] random(Random random, int most) {
        var bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** One to four of these; {@code favourites} are bytes that mean something. */
    static byte[] mutate(byte[] bytes, Random random, int... favourites) {
        var hurt = bytes.clone();
        for (var times = 1 + random.nextInt(4); times > 0; times--) {
            hurt = once(hurt, random, favourites);
        }
        return hurt;
    }

    private static byte[] once(byte[] bytes, Random random, int[] favourites) {
        if (bytes.length == 0) {
            return random(random, 16);
        }
        var at = random.nextInt(bytes.length);
        var span = 1 + random.nextInt(Math.min(32, bytes.length - at));
        switch (random.nextInt(9)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> bytes[at] = (byte) (favourites.length == 0
                    ? NUMBERS[random.nextInt(7)] : favourites[random.nextInt(favourites.length)]);
            case 3 -> number(bytes, at, NUMBERS[random.nextInt(NUMBERS.length)]);
            case 4 -> number(bytes, at, random.nextInt());
            case 5 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 6 -> {
                return splice(bytes, at, at + span, new byte[0]);
            }
            case 7 -> {
                return splice(bytes, at, at, Arrays.copyOfRange(bytes, at, at + span));
            }
            default -> {
                return splice(bytes, at, at, random(random, 8));
            }
        }
        return bytes;
    }

    private static void number(byte[] bytes, int at, int value) {
        for (var i = 0; i < 4 && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >>> (24 - 8 * i));
        }
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] between) {
        var all = Arrays.copyOf(bytes, bytes.length - (to - from) + between.length);
        System.arraycopy(between, 0, all, from, between.length);
        System.arraycopy(bytes, to, all, from + between.length, bytes.length - to);
        return all;
    }
}
