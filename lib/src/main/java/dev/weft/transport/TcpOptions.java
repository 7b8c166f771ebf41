package dev.weft.transport;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Map;

/** Sets the options of sockets, and says which one was wrong. */
final class TcpOptions {

    private TcpOptions() {}

    /** Sets all; refuses one that this kind of socket does not have. */
    static void apply(NetworkChannel socket, Map<SocketOption<?>, Object> options, String who)
            throws IOException {
        for (var entry : options.entrySet()) {
            if (!socket.supportedOptions().contains(entry.getKey())) {
                throw new IOException(who + ": no such option here: " + entry.getKey().name());
            }
            set(socket, entry.getKey(), entry.getValue(), who);
        }
    }

    /** Sets those that this kind of socket has. */
    static void applyKnown(NetworkChannel socket, Map<SocketOption<?>, Object> options, String who)
            throws IOException {
        for (var entry : options.entrySet()) {
            if (socket.supportedOptions().contains(entry.getKey())) {
                set(socket, entry.getKey(), entry.getValue(), who);
            }
        }
    }

    private static <T> void set(NetworkChannel socket, SocketOption<T> option, Object value,
            String who) throws IOException {
        try {
            socket.setOption(option, option.type().cast(value));
        } catch (ClassCastException | IllegalArgumentException | IOException e) {
            throw new IOException(who + ": option " + option.name() + " can't be " + value, e);
        }
    }
}
