package dev.weft.sim.history;

import dev.weft.sim.history.Operation.Fate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A search for an order that explains operations, depth first: Wing and Gong's (JPDC 1993), with
 * Lowe's memory of where it has been (Concurrency and Computation 2017).
 *
 * <p>Next in the order can be any operation that was called before each other one that is left had
 * returned. Those that return first are tried first; those that never did are tried last, and need
 * not be in the order at all: so a place where fewer of them were used up is as good as one where
 * more were.
 */
final class Linearization<S, I, R> {

    /** How it ended. */
    enum End { FOUND, NONE, GAVE_UP }

    private static final int STEPS_MAX = 1_000_000;
    private static final int STEPS_OF_A_LOOK = 1024;

    private final Model<S, I, R> model;
    private final List<Operation<I, R>> closed = new ArrayList<>();
    private final List<Operation<I, R>> open = new ArrayList<>();
    private final long deadlineNanos;
    private final Map<Place<S>, List<BitSet>> seen = new HashMap<>(); // and what was used up
    private final List<Frame<S>> path = new ArrayList<>();
    private final BitSet taken = new BitSet(); // of the closed ones
    private final BitSet used = new BitSet(); // of the open ones
    private int steps;

    private int deepest = -1;
    private S deepestState;
    private BitSet deepestTaken = new BitSet();
    private BitSet deepestUsed = new BitSet();

    /** Where the search has been: the closed ones that are in the order, and the state after it. */
    private record Place<S>(BitSet taken, S state) {}

    /** One step of the path: the state, what may come next, and what was taken to get here. */
    private static final class Frame<S> {
        final S state;
        final int[] next;
        final int number;
        int tried;

        Frame(S state, int[] next, int number) {
            this.state = state;
            this.next = next;
            this.number = number;
        }
    }

    /** Over operations in the order of their calls. */
    Linearization(Model<S, I, R> model, List<Operation<I, R>> operations, long deadlineNanos) {
        this.model = model;
        this.deadlineNanos = deadlineNanos;
        for (var operation : operations) {
            (operation.fate() == Fate.OPEN ? open : closed).add(operation);
        }
        deepestState = model.initial();
    }

    /** Searches. */
    End run() {
        enter(model.initial(), -1);
        while (!path.isEmpty()) {
            if (taken.cardinality() == closed.size()) {
                return End.FOUND;
            }
            if (++steps > STEPS_MAX || steps % STEPS_OF_A_LOOK == 0 && isLate()) {
                return End.GAVE_UP;
            }
            var frame = path.get(path.size() - 1);
            if (frame.tried == frame.next.length) {
                leave();
            } else {
                tryNext(frame.state, frame.next[frame.tried++]);
            }
        }
        return End.NONE;
    }

    private boolean isLate() {
        return System.nanoTime() - deadlineNanos > 0;
    }

    private void tryNext(S state, int number) {
        var operation = operation(number);
        var step = model.apply(state, operation.input());
        var isOpen = number >= closed.size();
        if (isOpen ? step.state().equals(state) : operation.fate() == Fate.ANSWERED
                && !Objects.equals(step.result(), operation.result())) {
            return; // it changes nothing that is known, or contradicts it
        }
        mark(number, true);
        if (isNew(step.state())) {
            enter(step.state(), number);
        } else {
            mark(number, false);
        }
    }

    private boolean isNew(S state) {
        var here = seen.computeIfAbsent(
                new Place<>((BitSet) taken.clone(), state), key -> new ArrayList<>(1));
        for (var before : here) {
            var both = (BitSet) before.clone();
            both.and(used);
            if (both.equals(before)) {
                return false;
            }
        }
        here.add((BitSet) used.clone());
        return true;
    }

    private void mark(int number, boolean now) {
        if (number < closed.size()) {
            taken.set(number, now);
        } else {
            used.set(number - closed.size(), now);
        }
    }

    private void enter(S state, int number) {
        if (taken.cardinality() > deepest) {
            deepest = taken.cardinality();
            deepestState = state;
            deepestTaken = (BitSet) taken.clone();
            deepestUsed = (BitSet) used.clone();
        }
        path.add(new Frame<>(state, candidates(), number));
    }

    private void leave() {
        var number = path.remove(path.size() - 1).number;
        if (number >= 0) {
            mark(number, false);
        }
    }

    /** The numbers of those that may be next. Open ones are numbered after the closed ones. */
    private int[] candidates() {
        var firstReturn = Long.MAX_VALUE;
        var numbers = new ArrayList<Integer>();
        for (var i = taken.nextClearBit(0);
                i < closed.size() && closed.get(i).called() < firstReturn;
                i = taken.nextClearBit(i + 1)) {
            firstReturn = Math.min(firstReturn, closed.get(i).returned());
            numbers.add(i);
        }
        numbers.sort(Comparator.comparing(i -> closed.get(i).returned()));
        for (var i = 0; i < open.size() && open.get(i).called() < firstReturn; i++) {
            if (!used.get(i)) {
                numbers.add(closed.size() + i);
            }
        }
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    private Operation<I, R> operation(int number) {
        return number < closed.size() ? closed.get(number) : open.get(number - closed.size());
    }

    /** The state in which it went on the furthest. */
    S deepestState() {
        return deepestState;
    }

    /** How many operations are in the order that got the furthest. */
    int deepestCount() {
        return deepestTaken.cardinality() + deepestUsed.cardinality();
    }

    /** Those that are not. */
    List<Operation<?, ?>> unexplained() {
        var left = new ArrayList<Operation<?, ?>>();
        for (var i = 0; i < closed.size() + open.size(); i++) {
            if (!(i < closed.size() ? deepestTaken.get(i) : deepestUsed.get(i - closed.size()))) {
                left.add(operation(i));
            }
        }
        left.sort(Comparator.comparing(Operation::called));
        return left;
    }
}
