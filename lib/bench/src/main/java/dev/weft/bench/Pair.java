package dev.weft.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A server process and a client process of one peer. */
final class Pair implements AutoCloseable {

    /** The same for all. */
    private static final List<String> JVM = List.of("-Xmx1g", "-XX:+UseParallelGC",
            "-Dmsgpack.universal-buffer=true", "--enable-native-access=ALL-UNNAMED");

    /** Where memory is measured the heap gives back what it does not need. */
    private static final List<String> SMALL_JVM = List.of("-Xms8m", "-Xmx1g",
            "-XX:+UseSerialGC", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10",
            "-Dmsgpack.universal-buffer=true", "--enable-native-access=ALL-UNNAMED");

    private static final class Process implements AutoCloseable {
        private final java.lang.Process process;
        private final BufferedReader out;

        Process(List<String> command) throws IOException {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            out = new BufferedReader(new InputStreamReader(
                    process.getInputStream(), StandardCharsets.UTF_8));
        }

        /** The words of the next line, of which the first must be this one. */
        String[] expect(String word) throws IOException {
            var line = out.readLine();
            if (line == null || !line.startsWith(word)) {
                throw new IOException("expected \"" + word + "\", got "
                        + (line == null ? "the end of the process" : "\"" + line + "\""));
            }
            return line.split(" ");
        }

        String[] ask(String question, String word) throws IOException {
            process.getOutputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return expect(word);
        }

        @Override
        public void close() {
            process.destroyForcibly();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final Load load;
    private final Process server;
    private final Process client;

    private Pair(Load load, Process server, Process client) {
        this.load = load;
        this.server = server;
        this.client = client;
    }

    /** Starts both; throws with a sentence for the table when this peer can't be had here. */
    static Pair start(Natives natives, String peer, Row row) throws IOException {
        var server = new Process(command(natives, peer, row, "server"));
        try {
            var port = server.expect("port")[1];
            var client = new Process(command(natives, peer, row, "client", port));
            try {
                client.expect("ready");
                return new Pair(row.load(), server, client);
            } catch (IOException e) {
                client.close();
                throw e;
            }
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static List<String> command(Natives natives, String peer, Row row, String role,
            String... more) throws IOException {
        var command = new ArrayList<String>();
        if (row.cpus() == 1) {
            if (!Machine.has("taskset")) {
                throw new IOException("absent: no taskset to pin to one CPU");
            }
            command.addAll(List.of("taskset", "-c", "0"));
        }
        var words = Arrays.asList(peer.split(" "));
        if (natives.isNative(peer)) {
            command.add(natives.program(peer).toString());
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(row.load() == Load.IDLE ? SMALL_JVM : JVM);
            command.addAll(words.subList(1, words.size()));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"),
                    Child.class.getName(), words.getFirst()));
        }
        command.addAll(List.of(role, row.load().name()));
        command.addAll(Arrays.asList(more));
        return command;
    }

    Figures run(long millis) throws IOException {
        if (load == Load.IDLE) {
            return idle();
        }
        var before = cpuSeconds();
        var words = client.ask("run " + millis, "done");
        var cpu = cpuSeconds() - before;
        var count = Double.parseDouble(words[1]);
        return new Figures(count / Double.parseDouble(words[2]) * 1e9,
                Double.parseDouble(words[3]) / 1e3, cpu / count * 1e6, 0);
    }

    private double cpuSeconds() throws IOException {
        return Machine.cpuSeconds(server.process.pid()) + Machine.cpuSeconds(client.process.pid());
    }

    private Figures idle() throws IOException {
        server.ask("gc", "done");
        var before = Machine.residentBytes(server.process.pid());
        var connections = Double.parseDouble(client.ask("run 1", "done")[1]);
        pause();
        server.ask("gc", "done");
        var bytes = Machine.residentBytes(server.process.pid()) - before;
        return new Figures(0, 0, 0, bytes / connections);
    }

    /** Idle is who was quiet for longer than a heartbeat's interval of ten seconds. */
    private static void pause() throws IOException {
        try {
            Thread.sleep(15_000);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
