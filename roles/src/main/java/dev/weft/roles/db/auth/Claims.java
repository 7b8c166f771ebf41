package dev.weft.roles.db.auth;

import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.db.runner.Sql;
import dev.weft.roles.message.Code;
import dev.weft.roles.message.MatchMessages.Seat;
import dev.weft.roles.message.MatchMessages.SeatKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The table {@code claim}: an instance claims its users before it exists and lets go of them when
 * it ends, so that no user is in two, whatever became of messages. A claim is void when the lobby
 * that made it is dead by lease, or was started anew.
 */
public final class Claims {

    /**
     * What became of a claim.
     *
     * @param code OK; or BUSY: a user is in another game, or logged in anew
     * @param keys one for each seat; only those who sit on other lobbies have a key
     */
    public record Claimed(Code code, List<SeatKey> keys) {}

    private static final String VOID = "delete from claim where uid = ? and instance_id <> ?"
            + " and not exists (select 1 from node where node.node_id = claim.node_id"
            + " and node.epoch = claim.node_epoch";

    private final Database auth;
    private final Duration keyLife;
    private final UUID lobby;

    /** Over the auth database, for one lobby. */
    public Claims(Database auth, Duration keyLife, UUID lobby) {
        this.auth = auth;
        this.keyLife = keyLife;
        this.lobby = lobby;
    }

    /**
     * Claims all seats or none, and makes the keys for those who have to come here.
     *
     * @param epoch this lobby's epoch in the directory
     * @param leases false: leases can't be judged now, because the database was away
     */
    public Claimed claim(UUID instance, long epoch, boolean leases, List<Seat> seats)
            throws DatabaseDown, InterruptedException {
        var keys = new ArrayList<SeatKey>();
        var secrets = seats.stream().map(seat -> Keys.fresh()).toList();
        for (var i = 0; i < seats.size(); i++) {
            var here = seats.get(i).lobby().equals(lobby);
            keys.add(new SeatKey(seats.get(i).ticket(), here ? null : secrets.get(i)));
        }
        var sorted = seats.stream().sorted(Comparator.comparingLong(Seat::uid)).toList();
        var got = auth.transaction("claim", sql -> {
            // In the order of uids, so that two matches never wait for each other in a circle.
            for (var seat : sorted) {
                if (!take(sql, instance, epoch, leases, seat)) {
                    sql.rollback();
                    return false;
                }
            }
            for (var i = 0; i < seats.size(); i++) {
                if (keys.get(i).key() != null) {
                    var seat = seats.get(i);
                    Keys.insert(sql, keyLife, secrets.get(i), seat.uid(),
                            seat.loginEpoch(), lobby, instance);
                }
            }
            return true;
        });
        return got ? new Claimed(Code.OK, keys) : new Claimed(Code.BUSY, List.of());
    }

    /** Lets go of all users of an instance. */
    public void release(UUID instance) throws DatabaseDown, InterruptedException {
        auth.transaction("claim-release", sql -> sql.update(
                "delete from claim where instance_id = ? and node_id = ?", instance, lobby));
    }

    private boolean take(
            Sql sql, UUID instance, long epoch, boolean leases, Seat seat)
            throws SQLException {
        if (Keys.epoch(sql, seat.uid()) != seat.loginEpoch()) {
            return false;
        }
        sql.update(
                VOID + (leases ? " and node.lease_until > current_timestamp)" : ")"),
                seat.uid(), instance);
        Optional<UUID> holder = sql.first(
                "select instance_id from claim where uid = ?",
                row -> row.getObject(1, UUID.class), seat.uid());
        if (holder.isPresent()) {
            return holder.get().equals(instance);
        }
        sql.update("insert into claim (uid, instance_id, node_id, node_epoch)"
                + " values (?, ?, ?, ?)", seat.uid(), instance, lobby, epoch);
        return true;
    }
}
