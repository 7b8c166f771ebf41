package dev.weft.roles.db.auth;

import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.db.runner.Sql;
import dev.weft.roles.message.Code;
import dev.weft.roles.message.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code auth_key} and {@code session}: keys that open one lobby once and soon, and the
 * logins that they belong to. The database's clock decides what is too late, and it holds only
 * hashes.
 */
public final class Keys {

    /**
     * A login, as it was written.
     *
     * @param epoch counts the logins of the user
     * @param key for the chosen lobby
     */
    public record Issued(long epoch, Secret key) {}

    /**
     * What became of an attempt to use a key.
     *
     * @param code OK, or why not
     * @param uid whose key it is
     * @param name his name
     * @param loginEpoch the login that it belongs to
     * @param instance the game that it leads to, if any
     */
    public record Use(
            Code code, long uid, String name, long loginEpoch, @Nullable UUID instance) {
        static Use refused(Code code) {
            return new Use(code, 0, "", 0, null);
        }
    }

    private record Row(
            long uid, long loginEpoch, @Nullable UUID node, @Nullable UUID instance,
            OffsetDateTime issued, boolean used, @Nullable UUID rid) {}

    private final Database auth;
    private final Duration life;

    /** Over the auth database; new keys live for so long. */
    public Keys(Database auth, Duration life) {
        this.auth = auth;
        this.life = life;
    }

    /** A new login: from now on older ones are void. Its key opens this lobby. */
    public Issued login(long uid, UUID lobby) throws DatabaseDown, InterruptedException {
        var key = fresh();
        var epoch = auth.transaction("login", sql -> {
            var known = sql.update("update session set login_epoch = login_epoch + 1,"
                    + " node_id = null, newest_key = null, updated_at = current_timestamp"
                    + " where uid = ?", uid);
            if (known == 0) {
                sql.update("insert into session (uid, login_epoch, node_id, updated_at)"
                        + " values (?, 1, null, current_timestamp)", uid);
            }
            var now = epoch(sql, uid);
            insert(sql, life, key, uid, now, lobby, null);
            return now;
        });
        return new Issued(epoch, key);
    }

    /**
     * Uses a key: at most one {@code rid} ever succeeds, but that one may ask again, because its
     * first answer may be lost. From then on the user's session is at this lobby, and keys that
     * were issued before this one are void: a lobby that stood still may find one much later.
     */
    public Use use(Secret key, UUID rid, UUID lobby) throws DatabaseDown, InterruptedException {
        var hash = hash(key);
        return auth.transaction("key-use", sql -> {
            var used = sql.update("update auth_key"
                    + " set used_at = current_timestamp, used_rid = ? where key_hash = ?"
                    + " and used_at is null and expires_at > current_timestamp and node_id = ?",
                    rid, hash, lobby);
            var row = sql.first("select uid, login_epoch, node_id, instance_id,"
                    + " issued_at, used_at is not null, used_rid from auth_key where key_hash = ?",
                    Keys::row, hash);
            return used == 1 || isOwnUse(row, rid, lobby)
                    ? enter(sql, row.orElseThrow(), lobby)
                    : Use.refused(why(row, lobby));
        });
    }

    /** A key with which a user changes to another lobby; empty: he logged in anew meanwhile. */
    public Optional<Secret> change(long uid, long loginEpoch, UUID lobby)
            throws DatabaseDown, InterruptedException {
        var key = fresh();
        return auth.transaction("key-change", sql -> {
            if (epoch(sql, uid) != loginEpoch) {
                return Optional.empty();
            }
            insert(sql, life, key, uid, loginEpoch, lobby, null);
            return Optional.of(key);
        });
    }

    /**
     * Brings a session back to the lobby that its user has not left after all, wherever a key took
     * it; false: he logged in anew. Keys that he was given until now are void.
     */
    public boolean stay(long uid, long loginEpoch, UUID lobby)
            throws DatabaseDown, InterruptedException {
        return auth.transaction("session-stay", sql -> sql.update(
                "update session set node_id = ?, newest_key = current_timestamp,"
                        + " updated_at = current_timestamp where uid = ? and login_epoch = ?",
                lobby, uid, loginEpoch) == 1);
    }

    /** The sessions that are at this lobby: uid and login epoch. */
    public Map<Long, Long> sessions(UUID lobby) throws DatabaseDown, InterruptedException {
        return auth.transaction("sessions", sql -> {
            var sessions = new LinkedHashMap<Long, Long>();
            sql.list("select uid, login_epoch from session where node_id = ?"
                    + " order by uid", row -> sessions.put(row.getLong(1), row.getLong(2)), lobby);
            return sessions;
        });
    }

    /** Deletes keys that ended long ago; returns how many. */
    public int sweep(Duration age) throws DatabaseDown, InterruptedException {
        return auth.transaction("keys-sweep", sql -> sql.update(
                "delete from auth_key where expires_at < current_timestamp - "
                        + Sql.interval(age)));
    }

    /** 256 random bits. */
    static Secret fresh() {
        var bits = new byte[32];
        new SecureRandom().nextBytes(bits);
        return new Secret(HexFormat.of().formatHex(bits));
    }

    /** A part of the key's hash: enough to follow it in a log, of no use to a thief. */
    public static String mark(Secret key) {
        return HexFormat.of().formatHex(hash(key), 0, 8);
    }

    static void insert(
            Sql sql, Duration life, Secret key, long uid, long loginEpoch,
            UUID lobby, @Nullable UUID instance) throws SQLException {
        sql.update("insert into auth_key (key_hash, uid, login_epoch, node_id,"
                + " instance_id, issued_at, expires_at) values (?, ?, ?, ?, ?, current_timestamp,"
                + " current_timestamp + " + Sql.interval(life) + ")",
                hash(key), uid, loginEpoch, lobby, instance);
    }

    static long epoch(Sql sql, long uid) throws SQLException {
        Optional<Long> epoch = sql.first(
                "select login_epoch from session where uid = ? for update",
                row -> row.getLong(1), uid);
        return epoch.orElse(0L);
    }

    private static Use enter(Sql sql, Row row, UUID lobby) throws SQLException {
        if (epoch(sql, row.uid()) != row.loginEpoch()) {
            return Use.refused(Code.DUPLICATE_LOGIN);
        }
        var newest = sql.update("update session set node_id = ?, newest_key = ?,"
                + " updated_at = current_timestamp"
                + " where uid = ? and (newest_key is null or newest_key <= ?)",
                lobby, row.issued(), row.uid(), row.issued());
        if (newest == 0) {
            return Use.refused(Code.KEY_EXPIRED);
        }
        Optional<String> name = sql.first("select name from account where uid = ?",
                account -> account.getString(1), row.uid());
        return new Use(Code.OK, row.uid(), name.orElse(""), row.loginEpoch(), row.instance());
    }

    private static Row row(java.sql.ResultSet row) throws SQLException {
        return new Row(row.getLong(1), row.getLong(2), row.getObject(3, UUID.class),
                row.getObject(4, UUID.class), row.getObject(5, OffsetDateTime.class),
                row.getBoolean(6), row.getObject(7, UUID.class));
    }

    private static boolean isOwnUse(Optional<Row> row, UUID rid, UUID lobby) {
        return row.isPresent() && rid.equals(row.get().rid()) && lobby.equals(row.get().node());
    }

    private static Code why(Optional<Row> row, UUID lobby) {
        if (row.isEmpty()) {
            return Code.KEY_UNKNOWN;
        }
        if (row.get().used()) {
            return Code.KEY_USED;
        }
        return lobby.equals(row.get().node()) ? Code.KEY_EXPIRED : Code.KEY_WRONG_LOBBY;
    }

    private static byte[] hash(Secret key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.text().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
