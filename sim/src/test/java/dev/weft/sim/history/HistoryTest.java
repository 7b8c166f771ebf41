package dev.weft.sim.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.sim.core.Stream;
import dev.weft.sim.history.MapModel.Ask;
import dev.weft.sim.history.MapModel.Get;
import dev.weft.sim.history.MapModel.Put;
import dev.weft.sim.history.Operation.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HistoryTest {

    private final History<Ask<String, Integer>, Object> history = new History<>();

    private History<Ask<String, Integer>, Object>.Call put(int value) {
        return history.call("writer-" + value, new Put<>("x", value));
    }

    private History<Ask<String, Integer>, Object>.Call get() {
        return history.call("reader", new Get<>("x"));
    }

    private Verdict verdict() {
        return history.check(new MapModel<String, Integer>());
    }

    @Test
    void readsOfWhatWasWrittenBeforeAreFine() {
        put(1).done();
        get().answered(Optional.of(1));
        put(2).answered(Optional.of(1));
        get().answered(Optional.of(2));
        assertInstanceOf(Verdict.Linearizable.class, verdict());
    }

    @Test
    void aReadOfAnOlderValueIsNamedWithWhatItDependsOn() {
        put(1).done();
        put(2).done();
        get().answered(Optional.of(2));
        get().answered(Optional.of(1));
        get().answered(Optional.of(2));
        var violation = assertInstanceOf(Verdict.Violation.class, verdict());
        assertEquals("no order explains what was heard of x: after 3 operations it is"
                + " Optional[2], and then none of these can be next\n"
                + "  reader: Get[key=x] -> Optional[1]  [6..7]", violation.toString());
        assertThrows(AssertionError.class, violation::check);
    }

    @Test
    void readsWhileAWriteIsOnItsWayMaySeeItOrNotButNotBackwards() {
        put(1).done();
        var write = put(2);
        get().answered(Optional.of(1));
        get().answered(Optional.of(2));
        write.done();
        assertInstanceOf(Verdict.Linearizable.class, verdict());

        var other = put(3);
        get().answered(Optional.of(3));
        get().answered(Optional.of(2));
        other.done();
        assertInstanceOf(Verdict.Violation.class, verdict());
    }

    @Test
    void aWriteWithoutAnAnswerMayComeMuchLaterOrNever() {
        put(1).done();
        put(2);
        get().answered(Optional.of(1));
        assertInstanceOf(Verdict.Linearizable.class, verdict());
        get().answered(Optional.of(2));
        assertInstanceOf(Verdict.Linearizable.class, verdict());
        get().answered(Optional.of(1));
        assertInstanceOf(Verdict.Violation.class, verdict());
    }

    @Test
    void aWriteThatWasRefusedMustNotBeSeen() {
        put(1).done();
        put(2).refused();
        get().answered(Optional.of(2));
        assertInstanceOf(Verdict.Violation.class, verdict());
    }

    @Test
    void countersAndSetsHaveModelsToo() {
        var counts = new History<CounterModel.Add<String>, Long>();
        var first = counts.call("a", new CounterModel.Add<>("c", 1));
        var second = counts.call("b", new CounterModel.Add<>("c", 1));
        second.answered(1L);
        first.answered(2L);
        assertInstanceOf(Verdict.Linearizable.class, counts.check(new CounterModel<>()));
        counts.call("a", new CounterModel.Add<>("c", 1)).answered(2L);
        assertInstanceOf(Verdict.Violation.class, counts.check(new CounterModel<>()));

        var names = new History<SetModel.Ask<String>, Boolean>();
        names.call("a", new SetModel.Add<>("n")).answered(true);
        names.call("a", new SetModel.Contains<>("n")).answered(true);
        names.call("b", new SetModel.Remove<>("m")).answered(false);
        assertInstanceOf(Verdict.Linearizable.class, names.check(new SetModel<>()));
        names.call("b", new SetModel.Add<>("n")).answered(true);
        assertInstanceOf(Verdict.Violation.class, names.check(new SetModel<>()));
    }

    /** A queue: what people write when none of ours fits. A positive number is put in. */
    private static final class QueueModel implements Model<List<Integer>, Integer, Integer> {
        @Override
        public List<Integer> initial() {
            return List.of();
        }

        @Override
        public Step<List<Integer>, Integer> apply(List<Integer> queue, Integer input) {
            if (input > 0) {
                var longer = new ArrayList<>(queue);
                longer.add(input);
                return new Step<>(List.copyOf(longer), 0);
            }
            return queue.isEmpty() ? new Step<>(queue, -1)
                    : new Step<>(queue.subList(1, queue.size()), queue.get(0));
        }
    }

    @Test
    void aModelOfOnesOwnIsEnough() {
        var queue = new History<Integer, Integer>();
        var one = queue.call("a", 1);
        var two = queue.call("b", 2);
        one.answered(0);
        two.answered(0);
        queue.call("c", -1).answered(2);
        queue.call("c", -1).answered(1);
        assertInstanceOf(Verdict.Linearizable.class, queue.check(new QueueModel()));
        queue.call("a", 3).answered(0);
        queue.call("a", 4).answered(0);
        queue.call("c", -1).answered(4);
        var violation = assertInstanceOf(Verdict.Violation.class, queue.check(new QueueModel()));
        assertEquals(List.of(3, 4), violation.state());
        assertEquals(List.of(-1), violation.part().stream().map(Operation::input).toList());
    }

    @Test
    void tooManyOrdersGiveNoVerdictInsteadOfTakingForEver() {
        var queue = new History<Integer, Integer>();
        var calls = new ArrayList<History<Integer, Integer>.Call>();
        for (var i = 1; i <= 12; i++) {
            calls.add(queue.call("a" + i, i));
        }
        calls.forEach(call -> call.answered(0));
        queue.call("c", -1).answered(99);
        var unknown = assertInstanceOf(Verdict.Unknown.class,
                queue.check(new QueueModel(), Duration.ofSeconds(30)));
        assertTrue(unknown.why().startsWith("the 13 operations of all have too many orders"));
        assertInstanceOf(Verdict.Unknown.class, queue.check(new QueueModel(), Duration.ZERO));
    }

    @Test
    void longHistoriesOfManyClientsAreChecked() {
        for (var seed = 0; seed < 10; seed++) {
            var operations = drawn(new Stream(seed, "long"), 500, 1_000, 4, 0.005);
            assertEquals(Linearization.End.FOUND, run(operations), "seed " + seed);
            operations.add(new Operation<>("late", new Get<>("x"), Fate.ANSWERED,
                    Optional.of(-1), 10_000_000, 10_000_001));
            assertEquals(Linearization.End.NONE, run(operations), "seed " + seed);
        }
    }

    @Test
    void smallHistoriesAreJudgedAsByTryingEveryOrder() {
        var good = 0;
        for (var seed = 0; seed < 4_000; seed++) {
            var chance = new Stream(seed, "small");
            var operations = drawn(chance, 6, 6, 3, 0.2);
            // Some answers are replaced by others, which may be wrong.
            operations.replaceAll(it -> it.fate() == Fate.ANSWERED && chance.chance(0.2)
                    ? new Operation<>(it.who(), it.input(), it.fate(),
                            Optional.of(chance.below(6)), it.called(), it.returned()) : it);
            var expected = anyOrder(operations, new boolean[operations.size()], Optional.empty());
            good += expected ? 1 : 0;
            assertEquals(expected ? Linearization.End.FOUND : Linearization.End.NONE,
                    run(operations), "seed " + seed + ": " + operations);
        }
        assertTrue(good > 1_000 && good < 3_500, good + " of 4000 are good");
    }

    private static Linearization.End run(List<Operation<Ask<String, Integer>, Object>> all) {
        return new Linearization<>(new MapModel<String, Integer>(), all,
                System.nanoTime() + 60_000_000_000L).run();
    }

    /** Operations on a real register, each done at one moment between its call and its return. */
    private static List<Operation<Ask<String, Integer>, Object>> drawn(
            Stream chance, int count, int values, int clients, double lost) {
        record Drawn(String who, Ask<String, Integer> ask, long called, long done, long ended) {}
        var all = new ArrayList<Drawn>();
        var free = new long[clients];
        for (var i = 0; i < count; i++) {
            var client = chance.below(clients);
            var called = free[client] + 1 + chance.below(20);
            var done = called + 1 + chance.below(20);
            free[client] = done + 1 + chance.below(20);
            all.add(new Drawn("c" + client, chance.chance(0.5) ? new Get<>("x")
                    : new Put<>("x", i % values), called, done, free[client]));
        }
        all.sort(Comparator.comparing(Drawn::done));
        Optional<Integer> register = Optional.empty();
        var operations = new ArrayList<Operation<Ask<String, Integer>, Object>>();
        for (var it : all) {
            var isLost = chance.chance(lost);
            if (!isLost || chance.chance(0.5)) { // what is lost may have happened or not
                var step = new MapModel<String, Integer>().apply(register, it.ask());
                register = step.state();
                operations.add(new Operation<>(it.who(), it.ask(),
                        isLost ? Fate.OPEN : Fate.ANSWERED, isLost ? null : step.result(),
                        it.called(), isLost ? Long.MAX_VALUE : it.ended()));
            } else {
                operations.add(new Operation<>(it.who(), it.ask(), Fate.OPEN, null, it.called(),
                        Long.MAX_VALUE));
            }
        }
        operations.sort(Comparator.comparing(Operation::called));
        return operations;
    }

    private static boolean anyOrder(List<Operation<Ask<String, Integer>, Object>> all,
            boolean[] taken, Optional<Integer> register) {
        var left = false;
        for (var i = 0; i < all.size(); i++) {
            left |= !taken[i] && all.get(i).fate() != Fate.OPEN;
        }
        if (!left) {
            return true;
        }
        for (var i = 0; i < all.size(); i++) {
            if (!taken[i] && mayBeNext(all, taken, all.get(i))) {
                var step = new MapModel<String, Integer>().apply(register, all.get(i).input());
                taken[i] = true;
                if ((all.get(i).fate() == Fate.OPEN
                        || Objects.equals(step.result(), all.get(i).result()))
                        && anyOrder(all, taken, step.state())) {
                    return true;
                }
                taken[i] = false;
            }
        }
        return false;
    }

    private static boolean mayBeNext(List<Operation<Ask<String, Integer>, Object>> all,
            boolean[] taken, Operation<?, ?> one) {
        for (var i = 0; i < all.size(); i++) {
            if (!taken[i] && all.get(i).returned() <= one.called()) {
                return false;
            }
        }
        return true;
    }
}
