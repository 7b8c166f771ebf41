package dev.weft.core;

import dev.weft.Channel;
import dev.weft.Message;
import dev.weft.NetException;
import dev.weft.wire.Assembly;
import dev.weft.wire.Frame;
import java.io.IOException;
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
}
