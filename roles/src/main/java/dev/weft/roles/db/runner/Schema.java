package dev.weft.roles.db.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables that a database must have, as scripts {@code 1.sql}, {@code 2.sql}, ... beside this
 * class, each of which takes a database from one version to the next. The versions that were
 * installed stand in the table {@code schema_version}.
 *
 * <p>Every server installs what is missing when it first reaches the database; nobody has to come
 * first. On PostgreSQL whoever comes at the same time waits, and a script is done as a whole or not
 * at all. H2 commits after each change of a table, so there, whoever comes at the same time does
 * the same again: a script's statements must bear that ({@code if not exists}, and so on). A script
 * that was released never changes. That is all we need, and it also runs in the simulator; a
 * migration tool would be the largest dependency of the cluster.
 */
public final class Schema {

    /** Accounts, sessions, keys, the directory and the map of shards. */
    public static final Schema AUTH = new Schema("auth");
    /** Results and scores of the users of one shard. */
    public static final Schema GAME = new Schema("game");

    /** Locks in PostgreSQL are numbers: "weft", and then what it is. */
    private static final String LOCK = "select pg_advisory_xact_lock(2003133044, -1)";
    private static final String VERSIONS = "create table if not exists schema_version ("
            + "version int primary key, installed_at timestamp(6) with time zone not null)";

    private final String name;
    private final List<String> scripts = new ArrayList<>();

    /** The scripts in this folder. */
    Schema(String name) {
        this.name = name;
        for (var script = read(1); !script.isEmpty(); script = read(scripts.size() + 1)) {
            scripts.add(script);
        }
    }

    /** The newest version, which this program works with. */
    public int version() {
        return scripts.size();
    }

    /** All scripts in one, for an empty database of a simulation. */
    public String script() {
        return String.join("\n", scripts);
    }

    /**
     * Installs what is missing.
     *
     * @throws SQLException if the database is of a newer version: then nothing is touched
     */
    void install(Sql sql) throws SQLException {
        if (sql.engine() == Engine.POSTGRESQL) {
            sql.list(LOCK, row -> 0);
        }
        try {
            sql.script(VERSIONS);
            var installed = installed(sql);
            for (var version = installed + 1; version <= version(); version++) {
                sql.script(scripts.get(version - 1));
                sql.update("insert into schema_version (version, installed_at)"
                        + " values (?, current_timestamp) on conflict do nothing", version);
            }
        } catch (SQLException e) {
            if (sql.engine() == Engine.H2 && Fault.of(e) == Fault.BUG) {
                // Two who change tables at once disturb each other in many ways.
                throw new SQLException("installing the schema " + name + ": " + e.getMessage(),
                        Fault.RETRY_STATE, e);
            }
            throw e;
        }
        refuseNewer(sql);
    }

    private void refuseNewer(Sql sql) throws SQLException {
        var installed = installed(sql);
        if (installed > version()) {
            throw new SQLException("its schema " + name + " has version " + installed
                    + ", and this program knows only " + version()
                    + "; start the newer program, or restore a backup of before", "0A000");
        }
    }

    private static int installed(Sql sql) throws SQLException {
        return sql.list("select coalesce(max(version), 0) from schema_version",
                row -> row.getInt(1)).getFirst();
    }

    private String read(int version) {
        var resource = name + "/" + version + ".sql";
        try (var in = Schema.class.getResourceAsStream(resource)) {
            if (in == null && version == 1) {
                throw new IllegalStateException(resource + " is missing beside " + Schema.class);
            }
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
