package dev.weft.transport;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Map;
import java.util.stream.Collectors;

/** Sets the options of sockets, and says which one was wrong. */
final class Options {

    private Options() {}

    /** Sets all; refuses one that this kind of socket does not have. */
    static void apply(String transport, NetworkChannel socket, Map<SocketOption<?>, Object> options)
            throws IOException {
        for (var entry : options.entrySet()) {
            if (!socket.supportedOptions().contains(entry.getKey())) {
                throw new IOException("transport " + transport + " has no option "
                        + entry.getKey().name() + "; it takes " + socket.supportedOptions().stream()
                                .map(SocketOption::name).sorted()
                                .collect(Collectors.joining(", ")));
            }
            set(transport, socket, entry.getKey(), entry.getValue());
        }
    }

    /** Sets those that this kind of socket has. */
    static void applyKnown(
            String transport, NetworkChannel socket, Map<SocketOption<?>, Object> options)
            throws IOException {
        for (var entry : options.entrySet()) {
            if (socket.supportedOptions().contains(entry.getKey())) {
                set(transport, socket, entry.getKey(), entry.getValue());
            }
        }
    }

    private static <T> void set(
            String transport, NetworkChannel socket, SocketOption<T> option, Object value)
            throws IOException {
        try {
            socket.setOption(option, option.type().cast(value));
        } catch (ClassCastException | IllegalArgumentException | IOException e) {
            throw new IOException("transport " + transport + ": option " + option.name()
                    + " can't be " + value + ": " + e.getMessage(), e);
        }
    }
}
