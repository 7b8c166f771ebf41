package dev.weft.sim.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The seeds of one scenario that have failed, in a file: a seed a line, and after a {@code #} what
 * was wrong. They are played first in each search. Nothing takes them out but people; at most
 * {@value #SEEDS_MAX} are kept.
 */
public final class Corpus {

    /** No file: nothing is kept. */
    public static final Corpus NONE = new Corpus(null);

    private static final int SEEDS_MAX = 100;

    private final @Nullable Path file;
    private final ReentrantLock lock = new ReentrantLock();

    private Corpus(@Nullable Path file) {
        this.file = file;
    }

    /** In this file, which need not exist. */
    public static Corpus in(Path file) {
        return new Corpus(file);
    }

    /**
     * Its seeds.
     *
     * @throws IllegalArgumentException names the file and the line that is no seed
     */
    public List<Long> seeds() {
        if (file == null || !Files.exists(file)) {
            return List.of();
        }
        try {
            var seeds = new ArrayList<Long>();
            var lines = Files.readAllLines(file);
            for (var i = 0; i < lines.size(); i++) {
                var text = lines.get(i).replaceFirst("#.*", "").strip();
                if (!text.isEmpty()) {
                    seeds.add(seed(text, file + ":" + (i + 1)));
                }
            }
            return seeds.stream().distinct().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot read the seeds that failed before", e);
        }
    }

    private static long seed(String text, String place) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(place + ": \"" + text + "\" is no seed", e);
        }
    }

    void add(long seed, String what) {
        if (file == null) {
            return;
        }
        lock.lock();
        try {
            var seeds = seeds();
            if (!seeds.contains(seed) && seeds.size() < SEEDS_MAX) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                var line = what.lines().findFirst().orElse("").replace('#', ' ');
                Files.writeString(file, seed + "  # " + line + "\n",
                        StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot keep seed " + seed, e);
        } finally {
            lock.unlock();
        }
    }
}
