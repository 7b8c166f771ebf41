package dev.weft;

/**
 * What can say who it is, for people: each noun of the library.
 *
 * <p>The description is made anew at each call from numbers that may be read without a lock, so it
 * is right about a thing that is still and close to right about one that moves.
 */
public interface Described {

    /** Who this is, and its numbers: {@code pipe[tcp a → b msgpack, channels 3/64, out 0 B]}. */
    String describe();

    /**
     * Logs one line that begins with {@link #describe()}. Costs one check where the level is off.
     *
     * @param level the level of the line
     * @param format a {@link java.text.MessageFormat} pattern: {@code "slow: {0}"}
     * @param arguments what the pattern names
     */
    void log(System.Logger.Level level, String format, Object... arguments);
}
