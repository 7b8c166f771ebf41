package dev.weft.core;

import dev.weft.Channel;
import dev.weft.Message;
import dev.weft.NetException;
import dev.weft.wire.Frame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A message as it arrived: bytes from a link, or an object from a local pipe. */
record MessageCore(ChannelCore channelCore, Frame.Kind kind, long correlation, String key,
        int size, byte @Nullable [] bytes, int length, @Nullable Object object)
        implements Message {

    static MessageCore of(ChannelCore channel, Frame.Data it) {
        return new MessageCore(channel, it.kind(), it.correlation(), it.key(),
                it.key().length() + it.total(), it.body(), it.length(), null);
    }

    static MessageCore of(ChannelCore channel, Frame.Handed it) {
        return new MessageCore(
                channel, it.kind(), it.correlation(), it.key(), 0, null, 0, it.body());
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
            return channelCore.protocol().decode(bytes, 0, length, type);
        } catch (IOException | RuntimeException e) {
            throw new NetException.BadMessage(channelCore.describe() + ": message \"" + key
                    + "\" of " + length + " bytes is no " + type.getName() + ": "
                    + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "message \"" + key + "\" of " + size + " bytes on " + channelCore.describe();
    }
}
