package dev.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The programs in C, compiled by gcc where there is one, into a directory of their own. */
final class Natives {

    /** The source of each, and what it is linked with. */
    private static final Map<String, List<String>> SOURCES = new LinkedHashMap<>(Map.of(
            "plain C", List.of("plain.c"),
            "libzmq", List.of("zmq.c", "-lzmq")));

    private final Map<String, Path> programs = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();

    boolean isNative(String peer) {
        return SOURCES.containsKey(peer);
    }

    /** The program; throws with a sentence for the table when it can't be built. */
    Path program(String peer) throws IOException {
        var known = programs.get(peer);
        if (known != null) {
            return known;
        }
        var why = missing.get(peer);
        if (why != null) {
            throw new IOException("absent: " + why);
        }
        var made = build(peer);
        programs.put(peer, made);
        return made;
    }

    /** Sentences about what the table will lack. */
    List<String> missing() {
        var sentences = new ArrayList<String>();
        for (var peer : SOURCES.keySet()) {
            try {
                program(peer);
            } catch (IOException e) {
                missing.put(peer, e.getMessage());
                sentences.add(peer + " is absent: " + e.getMessage());
            }
        }
        return sentences;
    }

    private Path build(String peer) throws IOException {
        if (!Machine.has("gcc")) {
            throw new IOException("no gcc on the path; install it");
        }
        var directory = Files.createTempDirectory("weft-bench");
        var source = SOURCES.get(peer).getFirst();
        for (var name : List.of(source, "lines.h")) {
            try (var in = Natives.class.getResourceAsStream("/native/" + name)) {
                if (in == null) {
                    throw new IOException("no resource native/" + name);
                }
                Files.copy(in, directory.resolve(name));
            }
        }
        var program = directory.resolve("program");
        var command = new ArrayList<>(List.of("gcc", "-O2", "-o", program.toString(),
                directory.resolve(source).toString()));
        command.addAll(SOURCES.get(peer).subList(1, SOURCES.get(peer).size()));
        var compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(compiler.getInputStream().readAllBytes(),
                java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (compiler.waitFor() != 0) {
                throw new IOException(peer.equals("libzmq") && output.contains("zmq.h")
                        ? "no zmq.h; install libzmq3-dev" : "gcc: " + output.strip());
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        return program;
    }
}
