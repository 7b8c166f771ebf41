package dev.weft.failures.invariant;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An invariant that can't fail proves nothing: each is shown a history that violates it. */
@Timeout(60)
class InvariantsTest {

    private static final String GAME = "00000000-0000-0000-0000-00000000000a";

    /** Histories that must not be, by the invariant that says so. */
    private static Map<String, List<Consumer<History>>> violations() {
        var all = new TreeMap<String, List<Consumer<History>>>();
        ofUsersAndTickets(all);
        ofMatchesAndGames(all);
        return all;
    }

    private static void ofUsersAndTickets(Map<String, List<Consumer<History>>> all) {
        all.put("I02", List.of(
                it -> it.tell("lobby-1", "key-used", "key", "k", "rid", "r1", "uid", 1)
                        .tell("lobby-1", "key-used", "key", "k", "rid", "r2", "uid", 1),
                it -> it.tell("lobby-1", "key-used", "key", "k", "rid", "r1", "uid", 1)
                        .tell("lobby-2", "key-used", "key", "k", "rid", "r1", "uid", 1),
                it -> it.key("k", 1, "lobby-1", true),
                it -> it.tell("lobby-2", "key-used", "key", "k", "rid", "r1", "uid", 1)
                        .key("k", 1, "lobby-1", false),
                it -> it.tell("lobby-1", "key-used", "key", "k", "rid", "r1", "uid", 2)
                        .key("k", 1, "lobby-1", false)));
        all.put("I04", List.of(
                it -> it.tell("lobby-1", "lobby-joined", "uid", 1, "epoch", 1)
                        .kill("lobby-1", 5).sleep(16)));
        all.put("I06", List.of(
                it -> it.tell("lobby-1", "lobby-joined", "uid", 1, "epoch", 1)
                        .tell("client-1", "client-in", "uid", 1, "lobby", "lobby-1")
                        .kill("lobby-2", 5).tell("client-1", "lobby-lost", "why", "?")));
        all.put("I07", List.of(
                it -> it.tell("lobby-1", "registered", "epoch", 2)
                        .tell("lobby-1", "registered", "epoch", 2),
                it -> it.tell("login-1", "login", "uid", 1, "epoch", 3, "lobby", "lobby-1")
                        .tell("login-1", "login", "uid", 1, "epoch", 3, "lobby", "lobby-1"),
                it -> it.tell("lobby-1", "lobby-joined", "uid", 1, "epoch", 2)
                        .tell("lobby-2", "lobby-joined", "uid", 1, "epoch", 1)));
        all.put("I08", List.of(
                it -> it.ticket("queued").ticket("queued"),
                it -> it.ticket("queued").ticket("assigned"),
                it -> it.ticket("queued").ticket("cancelled").ticket("reserved"),
                it -> it.ticket("queued").ticket("reserved").kill("lobby-1", 5).ticket("assigned"),
                it -> it.ticket("queued").settle()));
        all.put("I09", List.of(
                it -> it.tell("lobby-1", "assigned", "ticket", "t", "uid", 1, "match", "a")
                        .tell("lobby-1", "assigned", "ticket", "t", "uid", 1, "match", "b"),
                it -> it.tell("lobby-1", "assigned", "ticket", "t", "uid", 1, "match", "a")
                        .tell("lobby-1", "assigned", "ticket", "u", "uid", 1, "match", "a")));
    }

    private static void ofMatchesAndGames(Map<String, List<Consumer<History>>> all) {
        all.put("I09b", List.of(
                it -> it.tell("lobby-1", "game-started", "match", "a", "players", List.of(1, 2))
                        .tell("lobby-2", "game-started", "match", "b", "players", List.of(3, 2))));
        all.put("I14", List.of(
                it -> it.sleep(17),
                it -> it.tell("client-1", "game-played", "match", "a", "outcome", "WON")
                        .tell("client-2", "game-played", "match", "a", "outcome", "LOST")
                        .kill("lobby-1", 5).sleep(14)
                        .tell("client-1", "game-played", "match", "b", "outcome", "WON")
                        .sleep(8)));
        all.put("I15", List.of(it -> it.ticket("queued").ticket("reserved").sleep(21)));
        all.put("I16", List.of(
                it -> it.tell("lobby-1", "instance-created", "match", "a")
                        .tell("lobby-2", "instance-created", "match", "a")));
        all.put("I18", List.of(
                it -> it.gameEnds(GAME).result("game-0", GAME, 1, "WON")
                        .result("game-0", GAME, 1, "WON").played(1, 2),
                it -> it.gameEnds(GAME).result("game-0", GAME, 1, "WON")
                        .result("game-1", GAME, 1, "WON").played(1, 2),
                it -> it.result("game-0", GAME, 1, "WON").played(1, 1),
                it -> it.gameEnds(GAME).result("game-0", GAME, 1, "WON").played(1, 2)));
        all.put("I18b", List.of(
                it -> it.tell("client-1", "client-in", "uid", 1, "lobby", "lobby-1")
                        .tell("client-1", "game-played", "match", GAME, "outcome", "WON"),
                it -> it.tell("client-1", "client-in", "uid", 1, "lobby", "lobby-1").gameEnds(GAME)
                        .tell("client-1", "game-played", "match", GAME, "outcome", "WON")
                        .result("game-0", GAME, 1, "LOST").played(1, 1),
                it -> it.tell("client-1", "client-in", "uid", 1, "lobby", "lobby-1").gameEnds(GAME)
                        .tell("client-1", "game-played", "match", GAME, "outcome", "WON")
                        .settle()));
        all.put("I22", List.of(
                it -> it.tell("matchmaker-1", "mm-active", "epoch", 2)
                        .tell("matchmaker-2", "mm-active", "epoch", 2),
                it -> it.tell("matchmaker-1", "mm-active", "epoch", 1)
                        .tell("matchmaker-2", "mm-active", "epoch", 2)
                        .tell("matchmaker-1", "match-committed", "match", "a", "epoch", 1),
                it -> it.tell("lobby-1", "mm-attached", "epoch", 2)
                        .tell("lobby-1", "mm-attached", "epoch", 1)));
        all.put("I24", List.of(
                it -> it.tell("lobby-1", "result-stored", "match", GAME, "uid", 1, "first", true),
                it -> it.gameEnds(GAME).settle()));
        all.put("I26", List.of(
                it -> it.tell("lobby-1", "result-waits", "match", GAME, "uid", 1, "db", "game-1")));
    }

    @Test
    void eachInvariantIsShownAViolation() {
        assertEquals(violations().keySet(), new java.util.TreeSet<>(
                new Invariants(List.of()).all().stream().map(Invariant::id).toList()));
    }

    @ParameterizedTest(name = "{0}, history {1}")
    @MethodSource("histories")
    void aViolationIsFound(String id, int number, Consumer<History> events) {
        var history = new History("client-1", "client-2");
        events.accept(history);
        var found = assertThrows(AssertionError.class, () -> history.check(id));
        assertTrue(found.getMessage().length() > 20, found.getMessage());
    }

    @Test
    void anOrdinaryHistoryViolatesNothing() {
        var history = new History("client-1", "client-2")
                .tell("matchmaker-1", "mm-active", "epoch", 1)
                .tell("lobby-1", "lobby-joined", "uid", 1, "epoch", 1)
                .tell("client-1", "client-in", "uid", 1, "lobby", "lobby-1")
                .ticket("queued").ticket("reserved").ticket("released").ticket("reserved")
                .tell("lobby-1", "instance-created", "match", GAME)
                .ticket("assigned")
                .tell("lobby-1", "game-started", "match", GAME, "players", List.of(1, 2))
                .gameEnds(GAME)
                .tell("client-1", "game-played", "match", GAME, "outcome", "WON")
                .result("game-0", GAME, 1, "WON").played(1, 1)
                .result("game-1", GAME, 2, "LOST").played(2, 1)
                .settle();
        new Invariants(List.of()).all().forEach(
                invariant -> assertDoesNotThrow(() -> history.check(invariant.id())));
    }

    @Test
    void aDeadLobbyTakesItsDebtsWithIt() {
        var history = new History().gameEnds(GAME).ticket("queued").kill("lobby-1", 5).settle();
        assertDoesNotThrow(() -> history.check("I24"));
        assertDoesNotThrow(() -> history.check("I08"));
    }

    private static Stream<Object[]> histories() {
        return violations().entrySet().stream().flatMap(entry -> Stream
                .iterate(0, i -> i + 1)
                .limit(entry.getValue().size())
                .map(i -> new Object[] {entry.getKey(), i, entry.getValue().get(i)}));
    }
}
