package dev.weft.roles.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PostgreSQL server of the tests, which keeps what it has acknowledged also when it is killed. It
 * ends with the JVM.
 */
public final class Postgres {

    /** This machine has no PostgreSQL for us. */
    public static final class CantStart extends IllegalStateException {
        private static final long serialVersionUID = 1;

        CantStart(Throwable cause) {
            super("PostgreSQL can't start on this machine (" + cause.getMessage() + "). Its"
                    + " binaries are for Linux on x86-64; started by root it needs unshare -U,"
                    + " which some containers forbid: then build as another user", cause);
        }
    }

    private static final Duration START = Duration.ofSeconds(60);
    private static final int ENDED_SECONDS = 30;

    private static Postgres shared; // guarded by the class: tests run one at a time
    private static CantStart reason;

    private final Path data;
    private EmbeddedPostgres server;

    private Postgres(Path data) throws IOException {
        this.data = data;
        server = start(0);
    }

    /** The one that all tests share, but for those that kill it. */
    static Postgres shared() {
        if (reason != null) {
            throw reason;
        }
        if (shared == null) {
            try {
                shared = start();
            } catch (CantStart e) {
                reason = e;
                throw e;
            }
        }
        return shared;
    }

    /** A new one. */
    public static Postgres start() {
        try {
            return new Postgres(Files.createTempDirectory("weft-postgres-"));
        } catch (IOException | IllegalStateException e) {
            throw new CantStart(e);
        }
    }

    /** A new, empty database; returns its URL. */
    public String create(String name) {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name + "?user=postgres";
    }

    /** Kills the server at once, as the kernel does when it is out of memory. */
    public void kill() throws IOException, InterruptedException {
        var family = family();
        family.getFirst().destroyForcibly();
        // Its children notice by themselves; a new server needs them gone.
        for (var process : family) {
            try {
                process.onExit().get(ENDED_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("process " + process.pid() + " of PostgreSQL goes on", e);
            }
        }
    }

    /** Starts it anew after {@link #kill}, on the same port with the same data. */
    public void restart() throws IOException {
        var port = server.getPort();
        server.close(); // gives up the lock on the data
        server = start(port);
    }

    /** Lets all its processes stand still. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Ends {@link #freeze}. */
    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    /** Ends it, and deletes its data. */
    public void end() throws IOException {
        server.close();
        try (var files = Files.walk(data)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private EmbeddedPostgres start(int port) throws IOException {
        var builder = EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "on").setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "60").setPGStartupWait(START);
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    private void signal(String signal) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kill", signal));
        family().forEach(process -> command.add(String.valueOf(process.pid())));
        new ProcessBuilder(command).start().waitFor();
    }

    /** The server, and then all that it has started. */
    private List<ProcessHandle> family() throws IOException {
        var pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
        var server = ProcessHandle.of(pid).orElseThrow();
        var family = new ArrayList<>(List.of(server));
        family.addAll(server.descendants().toList());
        return family;
    }
}
