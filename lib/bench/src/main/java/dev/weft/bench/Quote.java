package dev.weft.bench;

/**
 * A small record as programs send them.
 *
 * @param symbol about ten characters
 * @param volume a number of some digits
 * @param venue about ten characters
 * @param price any number
 */
public record Quote(String symbol, long volume, String venue, double price) {

    /** One to send. */
    public static final Quote SAMPLE = new Quote("WEFT-2026-A", 1_234_567, "loopback-1", 101.25);
}
