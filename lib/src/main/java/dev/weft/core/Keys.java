package dev.weft.core;

import dev.weft.Key;
import dev.weft.NetException;
import java.nio.charset.StandardCharsets;

/** The keys of message types: {@link Key}, or else the simple name. Cached for each class. */
final class Keys {

    private static final int MAX_BYTES = 255;

    private static final ClassValue<String> OF = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            var key = type.getAnnotation(Key.class);
            return key != null ? key.value() : type.getSimpleName();
        }
    };

    private Keys() {}

    static String of(Class<?> type) {
        return OF.get(type);
    }

    static void check(String who, String key) {
        if (key.isEmpty() || key.length() > MAX_BYTES
                || key.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new NetException.BadMessage(who + ": a key has 1 to " + MAX_BYTES
                    + " bytes of UTF-8: \"" + key + "\"; name the type or give it @Key");
        }
    }
}
