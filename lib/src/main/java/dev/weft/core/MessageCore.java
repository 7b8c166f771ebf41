package dev.weft.core;

import dev.weft.Channel;
import dev.weft.Described;
import dev.weft.Message;
import dev.weft.NetException;
import dev.weft.wire.Assembly;
import dev.weft.wire.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A message as it arrived: bytes from a link, or an object from a local pipe. */
record MessageCore(ChannelCore channelCore, Frame.Kind kind, long correlation, String key,
        byte @Nullable [] bytes, @Nullable Object object) implements Message {

    static MessageCore of(ChannelCore channel, Assembly whole) {
        return new MessageCore(channel, whole.kind(), whole.correlation(), whole.key(),
                whole.takeBody(), null);
    }

    static MessageCore of(ChannelCore channel, Outgoing handed) {
        return new MessageCore(channel, handed.kind(), handed.correlation(), handed.key(),
                null, handed.object());
    }

    /** The length of the body, for credit; 0 for an object. */
    int length() {
        return bytes == null ? 0 : bytes.length;
    }

    @Override
    public int size() {
        return bytes == null ? 0 : key.length() + bytes.length;
    }

    @Override
    public Channel channel() {
        return channelCore;
    }

    @Override
    public boolean is(Class<?> type) {
        return key.equals(Keys.of(type));
    }

    @Override
    public <T> T as(Class<T> type) {
        if (bytes == null) {
            if (type.isInstance(object)) {
                return type.cast(object);
            }
            throw new NetException.BadMessage(channelCore.describe() + ": message \"" + key
                    + "\" is a " + (object == null ? "null" : object.getClass().getName())
                    + ", not a " + type.getName());
        }
        try {
            return channelCore.protocol().decode(bytes, 0, bytes.length, type);
        } catch (IOException | RuntimeException e) {
            throw new NetException.BadMessage(channelCore.describe() + ": message \"" + key
                    + "\" of " + bytes.length + " bytes is no " + type.getName() + ": "
                    + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "message \"" + key + "\" of " + size() + " bytes on " + channelCore.describe();
    }

    /** The keys of message types: {@link Key}, or else the simple name. Cached for each class. */
    static final class Keys {

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
}
