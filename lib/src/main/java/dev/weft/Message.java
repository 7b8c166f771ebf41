package dev.weft;

/**
 * One message as it arrived: a key and a body. A value: nothing has to be released.
 *
 * <p>The body is decoded where it is used, by {@link #as}, on the thread that calls it.
 */
public interface Message {

    /** The key: the simple name of the sent type, its {@link Key}, or what the sender gave. */
    String key();

    /** The size of key and body on the wire, in bytes; 0 on a local pipe, where no bytes exist. */
    int size();

    /** The channel that it arrived on; answers go back over it. */
    Channel channel();

    /** Whether the key is the one of this type. */
    boolean is(Class<?> type);

    /**
     * The body as this type.
     *
     * @throws NetException.BadMessage when the body is not one
     */
    <T> T as(Class<T> type);
}
