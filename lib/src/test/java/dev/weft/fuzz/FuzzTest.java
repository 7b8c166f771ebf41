package dev.weft.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.protocol.msgpack.MsgPack;
import dev.weft.wire.Assembly;
import dev.weft.wire.Frame;
import dev.weft.wire.FrameReader;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Hostile bytes against a whole node and against the decoders alone. A quick share runs always; the
 * long run is
 *
 * <pre>
 * mvn -q verify -pl lib -Dtest=FuzzTest -Dfuzz.inputs=10000000 [-Dfuzz.seed=1]
 * </pre>
 *
 * <p>It prints the seed and how many inputs each part took. A failure names its input's own seed:
 * {@code -Dfuzz.inputs=1 -Dfuzz.seed=<that>} plays it again. With {@code -Dfuzz.corpus=true} the
 * first input of each outcome that the corpus lacks is added to it.
 */
class FuzzTest {

    private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz-corpus.txt");
    private static final long INPUTS = Long.getLong("fuzz.inputs", 20_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);

    /** Of the inputs, this part goes to whole nodes; they are slower by far. */
    private static final int LIVE_SHARE = 10;

    @Test
    void whatAPeerSaysEndsItsOwnPipeAtMost() throws Exception {
        var outcomes = new TreeMap<String, Integer>();
        var count = Math.max(1, INPUTS / LIVE_SHARE);
        try (var victim = new Victim()) {
            for (var seed = SEED; seed < SEED + count; seed++) {
                var session = HostileSessions.draw(seed);
                var outcome = play(victim, session, "-Dfuzz.inputs=1 -Dfuzz.seed=" + seed);
                if (outcomes.merge(outcome, 1, Integer::sum) == 1 && Boolean.getBoolean(
                        "fuzz.corpus")) {
                    keep(session, outcome);
                }
            }
        }
        System.out.println(count + " sessions from seed " + SEED + ":");
        outcomes.forEach((outcome, times) -> System.out.println(times + "\t" + outcome));
    }

    private static String play(Victim victim, Session session, String again) throws Exception {
        try {
            var outcome = victim.play(session);
            victim.checkNeighbour();
            return outcome;
        } catch (Throwable e) {
            throw new AssertionError(
                    "play it again with " + again + "\n" + session.toLine(), e);
        }
    }

    private static void keep(Session session, String outcome) throws IOException {
        var known = Files.exists(CORPUS) ? Files.readAllLines(CORPUS) : List.<String>of();
        if (known.stream().noneMatch(line -> line.startsWith(outcome + "\t"))) {
            Files.writeString(CORPUS, outcome + "\t" + session.toLine() + "\n",
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    @Test
    void whatWasFoundOnceIsMetAlways() throws Exception {
        var lines = Files.readAllLines(CORPUS);
        assertTrue(lines.size() > 50, "a corpus of " + lines.size());
        try (var victim = new Victim()) {
            for (var line : lines) {
                play(victim, Session.ofLine(line.split("\t")[1]), line);
            }
        }
    }

    @Test
    void decodersReadOrRefuseAndNothingElse() throws Exception {
        var count = INPUTS - INPUTS / LIVE_SHARE;
        var read = 0L;
        for (var seed = SEED; seed < SEED + count; seed++) {
            try {
                read += decode(new Random(seed)) ? 1 : 0;
            } catch (Throwable e) {
                throw new AssertionError(
                        "play it again with -Dfuzz.inputs=1 -Dfuzz.seed=" + seed, e);
            }
        }
        System.out.println(count + " inputs of decoders from seed " + SEED + ", " + read + " read");
        assertTrue(count < 1000 || read > count / 20 && read < count, read + " of " + count);
    }

    private static final MsgPack PROTOCOL = new MsgPack();

    /** One input; true when it was taken for right. */
    private static boolean decode(Random random) throws IOException {
        return random.nextInt(4) == 0 ? decodeFrames(random) : decodeBody(random);
    }

    private static boolean decodeBody(Random random) {
        var body = HostileBodies.draw(random);
        var type = HostileBodies.TYPES.get(random.nextInt(HostileBodies.TYPES.size()));
        try {
            PROTOCOL.decode(body, 0, body.length, type);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean decodeFrames(Random random) {
        var bytes = ByteBuffer.wrap(HostileSessions.draw(random.nextLong()).bytes());
        var assembly = new Assembly(64 * 1024);
        try {
            var reader = new FrameReader();
            for (var it = reader.read(bytes); it != null; it = reader.read(bytes)) {
                if (it instanceof Frame.Data data && assembly.add(data)) {
                    assembly.takeBody();
                }
            }
            return true;
        } catch (ProtocolException e) {
            return false;
        }
    }
}
