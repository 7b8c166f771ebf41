package dev.weft.core;

import dev.weft.Described;
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

    /** As {@link #check}, of a channel. */
    static void checkName(Described who, String name) {
        check(who, name);
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new NetException.BadMessage(
                    who.describe() + ": a channel's name holds no control characters");
        }
    }

    /** Runs for each message that is sent: a short key is fine whatever its characters are. */
    static void check(Described who, String key) {
        var length = key.length();
        if (length > 0 && length <= MAX_BYTES / 3) {
            return;
        }
        if (length == 0 || key.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new NetException.BadMessage(who.describe() + ": a key has 1 to " + MAX_BYTES
                    + " bytes of UTF-8: \"" + key + "\"; name the type or give it @Key");
        }
    }
}
