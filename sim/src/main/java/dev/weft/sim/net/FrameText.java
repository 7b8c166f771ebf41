package dev.weft.sim.net;

import dev.weft.wire.Frame;
import dev.weft.wire.FrameReader;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the frames of Weft out of the bytes of one direction, for people. Bytes that do not begin
 * with Weft's greeting, such as those of TLS, are left alone; so is what the channels encrypt.
 */
final class FrameText {

    private static final List<String> UNKNOWN = List.of("bytes");

    private final FrameReader reader = new FrameReader();
    private final Map<Integer, String> channels;
    private ByteBuffer rest = ByteBuffer.allocate(0);
    private boolean greeted;
    private boolean foreign;

    /** A reader that shares the names of channels with the other direction. */
    FrameText(Map<Integer, String> channels) {
        this.channels = channels;
    }

    /** The frames that these bytes complete. They are not taken out of the buffer. */
    List<String> read(ByteBuffer bytes) {
        if (foreign) {
            return UNKNOWN;
        }
        var all = ByteBuffer.allocate(rest.remaining() + bytes.remaining());
        all.put(rest).put(bytes.duplicate()).flip();
        var texts = new ArrayList<String>(1);
        try {
            for (var frame = reader.read(all); frame != null; frame = reader.read(all)) {
                if (!greeted && !(frame instanceof Frame.Hello)) {
                    throw new ProtocolException("no greeting");
                }
                greeted = true;
                texts.add(text(frame));
            }
        } catch (ProtocolException e) {
            foreign = true;
            rest = ByteBuffer.allocate(0);
            return UNKNOWN;
        }
        rest = all;
        return texts.isEmpty() ? List.of("part of a frame") : texts;
    }

    private String text(Frame frame) {
        return switch (frame) {
            case Frame.Hello it -> "Hello " + it.node() + " (" + it.protocol() + ")";
            case Frame.Open it -> {
                channels.put(it.channel(), it.name() + "#" + it.channel());
                yield "Open " + channel(it.channel());
            }
            case Frame.Opened it -> "Opened " + channel(it.channel());
            case Frame.Refused it -> "Refused " + channel(it.channel()) + ": " + it.detail();
            case Frame.Data it -> data(it);
            case Frame.Credit it -> "Credit " + channel(it.channel()) + " +" + it.bytes() + " B +"
                    + it.messages();
            case Frame.Encrypt it -> "Encrypt " + channel(it.channel());
            case Frame.Sealed it ->
                    "Sealed on " + channel(it.channel()) + ", " + it.length() + " B";
            case Frame.Close it -> "Close " + channel(it.channel()) + ": " + it.detail();
            case Frame.Goodbye it -> "Goodbye: " + it.detail();
            default -> frame.getClass().getSimpleName();
        };
    }

    private String data(Frame.Data it) {
        var name = it.kind().name();
        var kind = name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT) + " ";
        var on = " on " + channel(it.channel()) + ", " + it.length() + " B";
        if (!it.first()) {
            return kind + "goes on" + on;
        }
        return kind + it.key() + on + (it.last() ? "" : " of " + it.total());
    }

    private String channel(int number) {
        return channels.getOrDefault(number, "#" + number);
    }
}
