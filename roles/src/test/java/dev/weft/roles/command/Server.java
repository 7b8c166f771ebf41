package dev.weft.roles.command;

import dev.weft.roles.Main;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A server in a process of its own, started as an operator starts it. */
final class Server implements AutoCloseable {

    private static final int END_SECONDS = 60; // far more than it needs
    private static final String END = "(its output is over)";

    private final Process process;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<String> lines = new ArrayList<>(); // guarded by lock

    private Server(Process process) {
        this.process = process;
    }

    static Server start(String... words) throws IOException {
        var command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Dmsgpack.universal-buffer=true", "-Xmx128m",
                "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(words));
        var server = new Server(new ProcessBuilder(command).redirectErrorStream(true).start());
        Thread.ofVirtual().start(server::read);
        return server;
    }

    private void read() {
        try (var out = new BufferedReader(new InputStreamReader(
                process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                tell(line);
            }
        } catch (IOException e) {
            // It is over.
        }
        tell(END);
    }

    private void tell(String line) {
        lock.lock();
        try {
            lines.add(line);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a line with this in it. */
    String await(String text) throws InterruptedException {
        lock.lock();
        try {
            for (var next = 0; ; next++) {
                while (next == lines.size()) {
                    more.await();
                }
                if (lines.get(next).contains(text)) {
                    return lines.get(next);
                }
                if (lines.get(next).equals(END)) {
                    throw new AssertionError("no \"" + text + "\" in " + lines);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Where it listens. */
    String place() throws InterruptedException {
        var line = await(" listens at ");
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    /** SIGTERM; by its handle, for Process.destroy would close its output too. */
    void tellToEnd() {
        process.toHandle().destroy();
    }

    /** Waits for its end, and tells its exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            close();
            await("its end by itself");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
