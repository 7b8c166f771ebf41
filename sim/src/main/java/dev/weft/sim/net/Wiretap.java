package dev.weft.sim.net;

import dev.weft.sim.events.EventLog;
import dev.weft.sim.events.Passage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Records what travels in one direction of a connection, while the log is on. */
final class Wiretap {

    private final EventLog log;
    private final Path path;
    private final String connection;
    private final Map<Integer, String> channels;
    private final FrameText frames;

    private Wiretap(EventLog log, Path path, String connection, Map<Integer, String> channels) {
        this.log = log;
        this.path = path;
        this.connection = connection;
        this.channels = channels;
        frames = new FrameText(channels);
    }

    /** From the client of a connection. */
    static Wiretap ofClient(EventLog log, Path path, String connection) {
        return new Wiretap(log, path, connection, new TreeMap<>());
    }

    /** The other direction of the same connection. */
    Wiretap back(Path way) {
        return new Wiretap(log, way, connection, channels);
    }

    /** What the network itself has to say. */
    Packet packet(String what, Packet packet) {
        return log.isOn() ? tapped(0, List.of(what), packet) : packet;
    }

    /** Bytes of the program. */
    Packet packet(ByteBuffer bytes, Packet packet) {
        return log.isOn() ? tapped(bytes.remaining(), frames.read(bytes), packet) : packet;
    }

    private Packet tapped(int bytes, List<String> contents, Packet packet) {
        return new Tapped(packet, log.sent(
                path.from().name(), path.to().name(), connection, bytes, contents));
    }

    @Override
    public String toString() {
        return connection;
    }

    private record Tapped(Packet packet, Passage passage) implements Packet {

        @Override
        public void arrive() {
            passage.arrived();
            packet.arrive();
        }

        @Override
        public void held() {
            passage.held();
        }

        @Override
        public void lost() {
            passage.lost();
        }
    }
}
