package dev.weft.fuzz;

import dev.weft.wire.Frame;
import dev.weft.wire.Frames;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Draws sessions: mostly right at first, then with something that must not be. The same seed gives
 * the same session.
 */
final class HostileSessions {

    /** The channels that a victim takes, and what else a peer may ask for. */
    private static final List<String> NAMES =
            List.of("echo", "serve", "take", "hold", "close", "nobody", "");

    private static final List<String> KEYS =
            List.of("Say", "Ask", "Deep", "Painted", "String", "", "unknown");

    private static final int[] BYTES = {0, 1, 1024, 256 * 1024, Integer.MAX_VALUE};

    private final Random random;
    private final boolean connector;
    private final List<byte[]> frames = new ArrayList<>();
    private int opened;

    private HostileSessions(Random random) {
        this.random = random;
        this.connector = random.nextInt(4) != 0;
    }

    static Session draw(long seed) {
        return new HostileSessions(new Random(seed)).session();
    }

    private Session session() {
        var greeting = hello();
        if (random.nextInt(20) != 0) {
            frames.add(greeting);
        }
        if (random.nextInt(8) != 0) {
            open();
        }
        for (var count = random.nextInt(12); count >= 0; count--) {
            step();
        }
        if (!connector && random.nextBoolean()) {
            frames.add(Math.min(1, frames.size()),
                    bytes(new Frame.Opened(1, draw(BYTES), 1 + random.nextInt(300))));
        }
        if (random.nextInt(4) == 0) {
            disorder();
        }
        var whole = new ByteArrayOutputStream();
        frames.forEach(whole::writeBytes);
        var said = whole.toByteArray();
        if (random.nextInt(3) != 0) {
            said = hurt(said, greeting.length);
        }
        // A server answers when it was asked; it is asked when it has said hello.
        var polite = !connector && random.nextInt(8) != 0 && said.length >= greeting.length
                && Arrays.equals(greeting, 0, greeting.length, said, 0, greeting.length);
        var pieces = random.nextInt(4) == 0 ? 1
                : random.nextInt(3) == 0 ? 2 + random.nextInt(1000) : 0;
        return new Session(connector, said, polite ? greeting.length : Integer.MAX_VALUE, pieces,
                random.nextInt(5) == 0,
                random.nextInt(200) == 0 ? random.nextInt(600) : Integer.MAX_VALUE);
    }

    /** Most damage comes after the hello, or little else would ever be met. */
    private byte[] hurt(byte[] said, int begin) {
        if (said.length <= begin || random.nextInt(6) == 0) {
            return Mutations.mutate(said, random, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
        }
        var rest = Mutations.mutate(Arrays.copyOfRange(said, begin, said.length), random,
                1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
        var all = Arrays.copyOf(said, begin + rest.length);
        System.arraycopy(rest, 0, all, begin, rest.length);
        return all;
    }

    private void disorder() {
        var i = random.nextInt(frames.size());
        switch (random.nextInt(4)) {
            case 0 -> Collections.swap(frames, i, random.nextInt(frames.size()));
            case 1 -> frames.remove(i);
            case 2 -> frames.addAll(i, Collections.nCopies(
                    random.nextInt(random.nextInt(50) == 0 ? 1_000 : 10), frames.get(i)));
            default -> frames.subList(i, frames.size()).clear();
        }
    }

    private void step() {
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4 -> open();
            case 5, 6, 7, 8, 9, 10 -> message(Frame.Kind.MESSAGE);
            case 11, 12 -> message(Frame.Kind.REQUEST);
            case 13 -> message(random.nextBoolean() ? Frame.Kind.REPLY : Frame.Kind.FAILURE);
            case 14, 15 -> add(new Frame.Credit(channel(), credit(), credit()));
            case 16 -> add(new Frame.Close(channel(), random.nextBoolean(), "done"));
            case 17 -> add(new Frame.Ping());
            case 18 -> add(new Frame.Pong());
            case 19 -> answer();
            case 20 -> frames.add(hello());
            case 21 -> add(new Frame.Ping());
            case 22 -> frames.add(Mutations.random(random, 40));
            default -> add(new Frame.Goodbye(random.nextBoolean(), "bye"));
        }
    }

    /** An answer to what was or was not asked. */
    private void answer() {
        if (random.nextInt(3) == 0) {
            add(new Frame.Refused(channel(), random.nextBoolean(), "no"));
        } else {
            add(new Frame.Opened(random.nextBoolean() ? 1 : channel(), draw(BYTES), credit()));
        }
    }

    private void open() {
        var number = random.nextInt(30) == 0 ? channel() : 2 * opened++ + (connector ? 1 : 2);
        add(new Frame.Open(number, draw(BYTES), random.nextInt(300),
                NAMES.get(random.nextInt(NAMES.size()))));
    }

    private void message(Frame.Kind kind) {
        var number = channel();
        var key = KEYS.get(random.nextInt(KEYS.size()));
        var body = HostileBodies.draw(random);
        var total = random.nextInt(20) == 0 ? random.nextInt() : body.length;
        var cut = random.nextInt(3) == 0 ? random.nextInt(body.length + 1) : body.length;
        first(number, kind, random.nextInt(4), key, total, body, cut);
        while (cut < body.length) {
            var length = Math.min(body.length - cut, 1 + random.nextInt(body.length));
            var rest = ByteBuffer.allocate(Frames.REST_HEAD_BYTES + length);
            Frames.writeRest(
                    number, kind, cut + length == body.length, body, cut, length, rest);
            frames.add(rest.array());
            cut += length;
        }
    }

    private void first(int channel, Frame.Kind kind, long correlation, String key, int total,
            byte[] body, int length) {
        var frame = new byte[Frames.MAX_HEAD_BYTES + length];
        var head = Frames.writeHead(frame, channel, kind, correlation, key);
        Frames.finishHead(frame, head, kind, total);
        System.arraycopy(body, 0, frame, head, length);
        var bytes = ByteBuffer.wrap(frame).putInt(0, head - 4 + length);
        if (length != body.length) {
            bytes.put(9, (byte) (bytes.get(9) & ~8)); // not the last
        }
        frames.add(Arrays.copyOf(frame, head + length));
    }

    private int channel() {
        return switch (random.nextInt(40)) {
            case 0 -> random.nextInt(8);
            case 1 -> random.nextInt();
            default -> opened == 0 ? 1 : 2 * random.nextInt(opened) + (connector ? 1 : 2);
        };
    }

    private int credit() {
        return random.nextInt(4) == 0 ? draw(BYTES) : random.nextInt(10);
    }

    private int draw(int... values) {
        return values[random.nextInt(values.length)];
    }

    private byte[] hello() {
        var least = random.nextInt(60) == 0 ? 2 : Frames.VERSION;
        var most = random.nextInt(60) == 0 ? 0 : 1 + random.nextInt(2);
        return bytes(new Frame.Hello(least, most, draw(BYTES),
                random.nextInt(60) == 0 ? "bytes" : "msgpack", "x"));
    }

    private void add(Frame frame) {
        frames.add(bytes(frame));
    }

    private static byte[] bytes(Frame frame) {
        var buffer = ByteBuffer.allocate(Frames.MAX_CONTROL_BYTES);
        Frames.write(frame, buffer);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
