package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The house rules that only the text of the sources shows, for all four rooms. */
@Timeout(60)
class TidyTest {

    private static final List<String> ROOMS = List.of("lib", "sim", "roles", "failure-tests");
    private static final int MOST_COLUMNS = 100;
    private static final int MOST_LINES = 400;
    private static final int MOST_METHOD_LINES = 70;
    /** The first line of a method or constructor at one level of nesting or two. */
    private static final Pattern METHOD = Pattern.compile(
            "^( {4}| {8})(?!return|new|throw|if|for|while|switch|try|else|catch|\\}|@|//|\\*)"
                    + "[\\w<].*\\(.*");

    private record Source(Path path, List<String> lines) {
        boolean isMain() {
            return path.toString().contains("/src/main/");
        }
    }

    private static List<Source> sources() throws IOException {
        var all = new ArrayList<Source>();
        for (var room : ROOMS) {
            try (Stream<Path> files = Files.walk(Path.of("..", room, "src"))) {
                for (var path : files.filter(it -> it.toString().endsWith(".java")).sorted()
                        .toList()) {
                    all.add(new Source(path, Files.readAllLines(path)));
                }
            }
        }
        assertTrue(all.size() > 40, "found only " + all.size() + " sources");
        return all;
    }

    private static void check(String rule, List<String> offences) {
        assertEquals(List.of(), offences, rule);
    }

    @Test
    void linesAndFilesAreShort() throws Exception {
        var offences = new ArrayList<String>();
        for (var source : sources()) {
            if (source.lines().size() > MOST_LINES) {
                offences.add(source.path() + " has " + source.lines().size() + " lines");
            }
            for (var i = 0; i < source.lines().size(); i++) {
                var line = source.lines().get(i);
                if (line.length() > MOST_COLUMNS || line.indexOf('\t') >= 0
                        || line.endsWith(" ")) {
                    offences.add(source.path() + ":" + (i + 1));
                }
            }
        }
        check("at most " + MOST_LINES + " lines of " + MOST_COLUMNS
                + " columns, without tabs and trailing blanks", offences);
    }

    @Test
    void methodsAreShort() throws Exception {
        var offences = new ArrayList<String>();
        for (var source : sources()) {
            var begin = -1;
            var indent = "";
            for (var i = 0; i < source.lines().size(); i++) {
                var line = source.lines().get(i);
                if (begin < 0 && METHOD.matcher(line).matches()) {
                    begin = i;
                    indent = line.startsWith("        ") ? "        " : "    ";
                }
                if (begin >= 0 && (line.equals(indent + "}") || line.endsWith(";")
                        && line.startsWith(indent) && !line.startsWith(indent + " "))) {
                    if (i - begin + 1 > MOST_METHOD_LINES) {
                        offences.add(source.path() + ":" + (begin + 1) + " has " + (i - begin + 1));
                    }
                    begin = -1;
                }
            }
        }
        check("methods have at most " + MOST_METHOD_LINES + " lines", offences);
    }

    @Test
    void nothingIsLeftOpenAndNothingPins() throws Exception {
        var offences = new ArrayList<String>();
        var open = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|@Dis" + "abled");
        var pins = Pattern.compile("^(?!\\s*(\\*|//|/\\*)).*\\bsynchronized\\s*[({]");
        for (var source : sources()) {
            for (var i = 0; i < source.lines().size(); i++) {
                var line = source.lines().get(i);
                if (open.matcher(line).find()
                        || source.isMain() && pins.matcher(line).find()) {
                    offences.add(source.path() + ":" + (i + 1) + " " + line.strip());
                }
            }
        }
        check("no open ends, and no synchronized blocks (JDK 21 pins in them)", offences);
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() throws Exception {
        var offences = new ArrayList<String>();
        for (var source : sources()) {
            if (!source.isMain()) {
                continue;
            }
            var info = source.path().resolveSibling("package-info.java");
            if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked")) {
                offences.add(info.toString());
            }
        }
        check("each package has a package-info with @NullMarked", offences);
    }

    @Test
    void onlyTestsSleepOnTheWallClockAndNotEvenThey() throws Exception {
        var offences = new ArrayList<String>();
        var sleep = Pattern.compile("Thread\\.sleep\\((\\d|[a-z]*[mM]illis)");
        for (var source : sources()) {
            var simulated = source.path().startsWith(Path.of("..", "sim"))
                    || source.path().startsWith(Path.of("..", "failure-tests"));
            if (source.isMain() || simulated) {
                continue;
            }
            for (var i = 0; i < source.lines().size(); i++) {
                if (sleep.matcher(source.lines().get(i)).find()) {
                    offences.add(source.path() + ":" + (i + 1));
                }
            }
        }
        check("tests wait for what they wait for, not for a time", offences);
    }
}
