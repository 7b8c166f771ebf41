package dev.weft.failures;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@code simulate} was asked for.
 *
 * @param seed decides everything
 * @param length of virtual time
 * @param timeline the page to write, if any
 */
record Arguments(long seed, Duration length, Optional<Path> timeline) {

    /** The arguments make no sense; the message says which and what would. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong(String message) {
            super(message);
        }
    }

    private static final long SECONDS_MIN = 60;
    private static final long SECONDS_MAX = 86_400;
    private static final int SEEDS = 1_000_000;

    static Arguments parse(List<String> words) throws Wrong {
        var seed = "random";
        var length = Duration.ofSeconds(SECONDS_MIN);
        var timeline = Optional.<Path>empty();
        for (var word : words) {
            var value = word.substring(word.indexOf('=') + 1);
            if (word.startsWith("--seed=")) {
                seed = value;
            } else if (word.startsWith("--seconds=")) {
                length = Duration.ofSeconds(number("--seconds", value, SECONDS_MIN, SECONDS_MAX));
            } else if (word.startsWith("--minutes=")) {
                length = Duration.ofMinutes(
                        number("--minutes", value, SECONDS_MIN / 60, SECONDS_MAX / 60));
            } else if (word.startsWith("--timeline=")) {
                timeline = Optional.of(path(value));
            } else {
                throw new Wrong("unknown argument \"" + word
                        + "\"; simulate takes --seed, --seconds, --minutes and --timeline,"
                        + " as in --seed=7");
            }
        }
        return new Arguments(seed(seed), length, timeline);
    }

    private static Path path(String text) throws Wrong {
        try {
            var path = Path.of(text).toAbsolutePath();
            if (!text.isBlank() && path.getParent() != null
                    && path.getParent().toFile().isDirectory() && !path.toFile().isDirectory()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Told below.
        }
        throw new Wrong("--timeline must be a file in a folder that exists, such as run.html, "
                + "not \"" + text + "\"");
    }

    private static long seed(String text) throws Wrong {
        if (text.equals("random")) {
            return new SecureRandom().nextInt(SEEDS);
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new Wrong("seed \"" + text + "\" is not a number; give one such as 7, or random");
        }
    }

    private static long number(String name, String text, long least, long most) throws Wrong {
        try {
            var number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new Wrong(name + " must be a number from " + least + " to " + most
                + ", not \"" + text + "\"");
    }
}
