package dev.weft.fuzz;

import java.util.HexFormat;

/**
 * What a hostile peer does on one connection.
 *
 * @param connector whether it connects, rather than being connected to
 * @param bytes all that it says
 * @param pauseAt where it waits until it was asked something; over the length for never
 * @param pieces how the bytes come: 0 all at once, 1 byte by byte, else 1 to 64 bytes, as it says
 * @param reset whether it ends with a reset rather than in order
 * @param readsUpTo how many bytes it reads before it reads no more
 */
record Session(boolean connector, byte[] bytes, int pauseAt, int pieces, boolean reset,
        int readsUpTo) {

    static final Session EMPTY =
            new Session(true, new byte[0], Integer.MAX_VALUE, 0, false, Integer.MAX_VALUE);

    /** The length of the n-th piece. */
    int piece(int n) {
        return switch (pieces) {
            case 0 -> Integer.MAX_VALUE;
            case 1 -> 1;
            default -> 1 + ((pieces * 31 + n) * 0x9E3779B9 >>> 26);
        };
    }

    /** As a line of the corpus. */
    String toLine() {
        return (connector ? "connector" : "server") + " " + pauseAt + " " + pieces + " "
                + (reset ? "reset" : "end") + " " + readsUpTo + " "
                + HexFormat.of().formatHex(bytes);
    }

    static Session ofLine(String line) {
        var word = line.split(" ", -1);
        return new Session(word[0].equals("connector"), HexFormat.of().parseHex(word[5]),
                Integer.parseInt(word[1]), Integer.parseInt(word[2]), word[3].equals("reset"),
                Integer.parseInt(word[4]));
    }
}
