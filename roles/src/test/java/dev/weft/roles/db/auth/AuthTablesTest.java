package dev.weft.roles.db.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.TestEngine;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.Schema;
import dev.weft.roles.message.Code;
import dev.weft.roles.message.MatchMessages.Seat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of the auth database: keys, claims, nodes, and the leadership. */
@Timeout(60)
@ParameterizedClass(name = "{0}")
@MethodSource("dev.weft.roles.db.TestEngine#all")
class AuthTablesTest {

    private static final UUID A = UUID.fromString("00000000-0000-0000-0000-00000000000a");
    private static final UUID B = UUID.fromString("00000000-0000-0000-0000-00000000000b");
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Database auth;
    private final Keys keys;

    AuthTablesTest(TestEngine engine) {
        auth = new Database("test", "auth", engine.fresh(), Schema.AUTH,
                new Database.Settings(Duration.ofSeconds(20), Duration.ofMillis(5), 4, 5),
                Audit.NONE);
        keys = new Keys(auth, LONG);
    }

    @AfterEach
    void close() {
        auth.close();
    }

    @Test
    void aKeyWorksOnce() throws Exception {
        var issued = keys.login(7, A);
        var use = keys.use(issued.key(), UUID.randomUUID(), A);
        assertEquals(Code.OK, use.code());
        assertEquals(7, use.uid());
        assertEquals(Code.KEY_USED, keys.use(issued.key(), UUID.randomUUID(), A).code());
    }

    @Test
    void theSameAttemptMayAskAgainAfterALostAnswer() throws Exception {
        var issued = keys.login(7, A);
        var rid = UUID.randomUUID();
        assertEquals(Code.OK, keys.use(issued.key(), rid, A).code());
        assertEquals(Code.OK, keys.use(issued.key(), rid, A).code());
    }

    @Test
    void aKeyOpensOnlyItsLobbyAndAWrongDoorDoesNotUseItUp() throws Exception {
        var issued = keys.login(7, A);
        assertEquals(Code.KEY_WRONG_LOBBY, keys.use(issued.key(), UUID.randomUUID(), B).code());
        assertEquals(Code.OK, keys.use(issued.key(), UUID.randomUUID(), A).code());
    }

    @Test
    void aKeyEndsByTheClockOfTheDatabase() throws Exception {
        var issued = new Keys(auth, Duration.ZERO).login(7, A);
        assertEquals(Code.KEY_EXPIRED, keys.use(issued.key(), UUID.randomUUID(), A).code());
        assertEquals(1, keys.sweep(Duration.ZERO));
        assertEquals(Code.KEY_UNKNOWN, keys.use(issued.key(), UUID.randomUUID(), A).code());
    }

    @Test
    void aLaterLoginMakesEarlierKeysAndSessionsVoid() throws Exception {
        var first = keys.login(7, A);
        var second = keys.login(7, A);
        assertEquals(first.epoch() + 1, second.epoch());
        assertEquals(Code.DUPLICATE_LOGIN, keys.use(first.key(), UUID.randomUUID(), A).code());
        assertEquals(Code.OK, keys.use(second.key(), UUID.randomUUID(), A).code());
        assertEquals(Map.of(7L, second.epoch()), keys.sessions(A));
        keys.login(7, B);
        assertEquals(Map.of(), keys.sessions(A));
    }

    @Test
    void aKeyThatIsOlderThanTheOneLastUsedOpensNothing() throws Exception {
        new Nodes(auth, LONG).register(self(B, "b"));
        var forgotten = keys.login(7, A);
        var claimed = new Claims(auth, LONG, B)
                .claim(UUID.randomUUID(), 1, true, List.of(seat(7, A)));
        var key = claimed.keys().getFirst().key();
        assertNotNull(key);
        assertEquals(Code.OK, keys.use(key, UUID.randomUUID(), B).code());
        assertEquals(Code.KEY_EXPIRED,
                keys.use(forgotten.key(), UUID.randomUUID(), A).code());
        assertEquals(Map.of(7L, 1L), keys.sessions(B));
    }

    @Test
    void whoStaysHasGivenUpHisKeys() throws Exception {
        var forgotten = keys.login(7, B);
        assertTrue(keys.stay(7, forgotten.epoch(), A));
        assertEquals(Code.KEY_EXPIRED,
                keys.use(forgotten.key(), UUID.randomUUID(), B).code());
        assertEquals(Map.of(7L, 1L), keys.sessions(A));
    }

    @Test
    void aUserIsClaimedByOneInstanceAtATime() throws Exception {
        var nodes = new Nodes(auth, LONG);
        var epochA = nodes.register(self(A, "a"));
        var epochB = nodes.register(self(B, "b"));
        keys.login(1, A);
        keys.login(2, B);
        var seats = List.of(seat(1, A), seat(2, B));
        var claimsA = new Claims(auth, LONG, A);
        var claimsB = new Claims(auth, LONG, B);
        var match = UUID.randomUUID();
        var claimed = claimsA.claim(match, epochA, true, seats);
        assertEquals(Code.OK, claimed.code());
        assertEquals(null, claimed.keys().get(0).key());
        assertEquals(Code.OK, claimsA.claim(match, epochA, true, seats).code());
        var other = UUID.randomUUID();
        assertEquals(Code.BUSY, claimsB.claim(other, epochB, true, seats).code());
        claimsA.release(match);
        assertEquals(Code.OK, claimsB.claim(other, epochB, true, seats).code());
        var key = claimed.keys().get(1).key();
        assertNotNull(key);
        assertEquals(match, keys.use(key, UUID.randomUUID(), A).instance());
    }

    @Test
    void theClaimOfADeadLobbyIsVoidUnlessLeasesCantBeJudged() throws Exception {
        new Nodes(auth, Duration.ZERO).register(self(A, "a"));
        var epochB = new Nodes(auth, LONG).register(self(B, "b"));
        keys.login(1, A);
        var seats = List.of(seat(1, A));
        assertEquals(Code.OK,
                new Claims(auth, LONG, A).claim(UUID.randomUUID(), 1, true, seats).code());
        var claims = new Claims(auth, LONG, B);
        assertEquals(Code.BUSY, claims.claim(UUID.randomUUID(), epochB, false, seats).code());
        assertEquals(Code.OK, claims.claim(UUID.randomUUID(), epochB, true, seats).code());
    }

    @Test
    void nobodyIsClaimedWhoLoggedInAnew() throws Exception {
        keys.login(1, A);
        keys.login(1, B);
        assertEquals(Code.BUSY, new Claims(auth, LONG, A)
                .claim(UUID.randomUUID(), 1, true, List.of(seat(1, A))).code());
    }

    @Test
    void whoRegistersAgainSupersedesTheOneBefore() throws Exception {
        var nodes = new Nodes(auth, LONG);
        var first = nodes.register(self(A, "a"));
        assertTrue(nodes.renew(A, first, 3, 1));
        assertEquals(3, nodes.list().getFirst().users());
        var second = nodes.register(self(A, "a"));
        assertEquals(first + 1, second);
        assertFalse(nodes.renew(A, first, 0, 0));
        assertTrue(nodes.renew(A, second, 0, 0));
    }

    @Test
    void aLeaseEndsByTheClockOfTheDatabase() throws Exception {
        new Nodes(auth, Duration.ZERO).register(self(A, "a"));
        new Nodes(auth, LONG).register(self(B, "b"));
        var list = new Nodes(auth, LONG).list();
        assertFalse(list.get(0).leased());
        assertTrue(list.get(1).leased());
    }

    @Test
    void oneMatchmakerIsActiveUntilItsLeaseEnds() throws Exception {
        var leadership = new Leadership(auth, "q", LONG);
        var first = leadership.take(A, true).orElseThrow();
        assertTrue(leadership.take(B, true).isEmpty());
        assertTrue(leadership.renew(A, first));
        leadership.leave(A, first);
        assertTrue(leadership.take(B, false).isEmpty(), "leases can't be judged");
        var second = leadership.take(B, true).orElseThrow();
        assertNotEquals(first, second);
        assertFalse(leadership.renew(A, first));
        assertEquals(B, leadership.find().orElseThrow().node());
    }

    @Test
    void aRestartedMatchmakerTakesItsOwnPlaceAtOnce() throws Exception {
        var leadership = new Leadership(auth, "q", LONG);
        var first = leadership.take(A, true).orElseThrow();
        assertEquals(first + 1, leadership.take(A, false).orElseThrow());
    }

    private static Nodes.Self self(UUID id, String name) {
        return new Nodes.Self(id, name, "lobby", "host", 1, 10);
    }

    private static Seat seat(long uid, UUID lobby) {
        return new Seat(UUID.randomUUID(), uid, 1, lobby);
    }
}
