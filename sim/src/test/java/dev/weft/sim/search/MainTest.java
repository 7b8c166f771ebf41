package dev.weft.sim.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class MainTest {

    private static final String NINES = MainTest.class.getName() + "#nines";
    private static final String EIGHTY = MainTest.class.getName() + "$Eighty";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Fails with every seed that ends in a nine. */
    void nines(Simulation sim) {
        sim.length(Duration.ofMillis(200));
        sim.always("no nine", () -> sim.seed() % 10 != 9);
    }

    void fine(Simulation sim) {
        sim.length(Duration.ofSeconds(1));
    }

    /** Sees only seed 80. */
    static final class Eighty implements Scenario {
        @Override
        public void play(Simulation sim) {
            sim.length(Duration.ofMillis(200));
            sim.sometimes("eighty is there", () -> sim.seed() == 80);
        }
    }

    @Test
    void aSearchExplainsEachFailingSeedAndEndsRed() throws Exception {
        assertEquals(1, run(NINES, "--seeds=1..30"));
        for (var seed : List.of(9, 19, 29)) {
            assertTrue(text(out).contains("seed " + seed
                    + ", at 0.100000 s: invariant \"no nine\" does not hold\n"), text(out));
            assertTrue(text(out).contains("replay: java ... dev.weft.sim.search.Main " + NINES
                    + " --seed=" + seed + "\n"), text(out));
        }
        assertTrue(text(out).endsWith("30 seeds, 3 failed; 6 virtual seconds in "
                + text(out).substring(text(out).lastIndexOf(" in ") + 4)), text(out));
        assertTrue(text(out).contains("MainTest.nines-19.html"), text(out));
        assertEquals(0, run(NINES, "--seeds=30..38"));
    }

    @Test
    void oneSeedIsReplayed() throws Exception {
        assertEquals(1, run(NINES, "--seed=19"));
        assertTrue(text(out).startsWith("seed 19, at 0.100000 s: invariant"), text(out));
        out.reset();
        assertEquals(0, run(NINES, "--seed=7"));
        assertTrue(text(out).startsWith("seed 7 held for 0.200000 s, trace "), text(out));
    }

    @Test
    void shardsShareTheSeedsAndTheirFilesTogetherAreJudged() throws Exception {
        var joined = folder.resolve("joined.tsv");
        for (var shard = 1; shard <= 3; shard++) {
            var file = folder.resolve(shard + ".tsv");
            assertEquals(0, run(EIGHTY, "--seeds=100", "--shard=" + shard + "/3",
                    "--results=" + file));
            Files.writeString(joined, (shard == 1 ? "" : Files.readString(joined))
                    + Files.readString(file));
        }
        out.reset();
        assertEquals(0, run("--judge=" + joined));
        assertEquals("100 seeds, 0 failed\n", text(out));

        Files.writeString(joined, Files.readAllLines(joined).stream()
                .filter(line -> !line.startsWith("done\t2/3") && !line.endsWith("\t1"))
                .collect(Collectors.joining("\n")));
        out.reset();
        assertEquals(1, run("--judge=" + joined));
        assertEquals("never seen eighty is there\nmissing shard 2/3\n67 seeds, 0 failed\n",
                text(out));
    }

    @Test
    void failingSeedsAreLinesForMachines() throws Exception {
        var file = folder.resolve("deep").resolve("results.tsv");
        assertEquals(1, run(NINES, "--seeds=10..20", "--results=" + file));
        var lines = Files.readAllLines(file);
        assertEquals("seed\t19\t0.100000\tinvariant \"no nine\" does not hold\t", lines.get(0));
        assertTrue(lines.get(1).startsWith("done\t1/1\t11\t2.1\t"), lines.get(1));
        out.reset();
        assertEquals(1, run("--judge=" + file));
        assertTrue(text(out).startsWith("seed 19 0.100000 invariant"), text(out));
    }

    @Test
    void whatNoSeedSawMakesASearchRed() throws Exception {
        assertEquals(1, run(EIGHTY, "--seeds=1..79"));
        assertTrue(text(out).contains("no seed of 79 saw [eighty is there]"), text(out));
        assertEquals(0, run(EIGHTY, "--seeds=1..80"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            X | no class X on the class path
            dev.weft.sim.search.MainTest | dev.weft.sim.search.MainTest is no dev.weft.sim.Scenario
            dev.weft.sim.search.MainTest#ten | dev.weft.sim.search.MainTest has no method ten
            dev.weft.sim.search.MainTest#nines --seeds=-5 | seeds: -5 of them; the least is 1
            dev.weft.sim.search.MainTest#nines --seeds=9..3 | seeds: -5 of them; the least is 1
            dev.weft.sim.search.MainTest#nines --seeds=few | --seeds: "few" is not a whole number
            dev.weft.sim.search.MainTest#nines --shard=4/3 | shard: 4/3; it goes from 1/n to n/n
            dev.weft.sim.search.MainTest#nines --shard=4 | --shard=4; it is K/N, as in 3/16
            dev.weft.sim.search.MainTest#nines --seconds=0 | time: PT0S; it must be more than zero
            dev.weft.sim.search.MainTest#nines --threads=0 | threads: 0; the least is 1
            dev.weft.sim.search.MainTest#nines --fast | unknown option "--fast"
            dev.weft.sim.search.MainTest#nines --plan=x | --plan needs a --seed
            --seeds=5 | a scenario is missing
            """)
    void wrongInputGetsOneLineAndExitStatus2(String words, String message) throws Exception {
        assertEquals(2, run(words.split(" ")));
        assertTrue(text(err).startsWith("weft search: " + message), text(err));
        assertEquals(1, text(err).lines().count());
    }

    @Test
    void aTimeEndsASearchWithoutANumberOfSeeds() throws Exception {
        assertEquals(0, run(MainTest.class.getName() + "#fine", "--seconds=1"));
        assertTrue(text(out).contains(" seeds, 0 failed; "), text(out));
    }

    private int run(String... words) throws InterruptedException {
        var all = new ArrayList<>(List.of(words));
        if (!words[0].startsWith("--") && words.length > 1) {
            all.add("--out=" + folder);
        }
        return Main.run(all, stream(out), stream(err));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
