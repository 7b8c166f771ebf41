package dev.weft;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

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

    /** The key of a message type on the wire, where its simple name is not the right one. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Key {
        /** The key, 1 to 255 bytes of UTF-8. */
        String value();
    }
}
