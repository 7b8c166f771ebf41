package dev.weft.sim.history;

import dev.weft.sim.history.Linearization.End;
import java.util.List;

/** Checks the operations of one key; of a violation it finds the shortest beginning. */
final class Explanation<S, I, R> {

    private final Model<S, I, R> model;
    private final List<Operation<I, R>> operations;
    private final long deadlineNanos;

    Explanation(Model<S, I, R> model, List<Operation<I, R>> operations, long deadlineNanos) {
        this.model = model;
        this.operations = operations;
        this.deadlineNanos = deadlineNanos;
    }

    Verdict verdict(Object key) {
        return switch (upTo(Long.MAX_VALUE - 1).run()) {
            case FOUND -> new Verdict.Linearizable();
            case GAVE_UP -> new Verdict.Unknown("the " + operations.size() + " operations of " + key
                    + " have too many orders; use fewer clients a key, or a model that splits it");
            case NONE -> violation(key);
        };
    }

    /** Once a beginning has no order, no longer one has: so the shortest is found by bisection. */
    private Verdict violation(Object key) {
        var returns = operations.stream().mapToLong(Operation::returned)
                .filter(place -> place < Long.MAX_VALUE).sorted().toArray();
        var fits = -1;
        var fails = returns.length - 1;
        while (fails - fits > 1) {
            var middle = (fits + fails) / 2;
            if (upTo(returns[middle]).run() == End.NONE) {
                fails = middle;
            } else {
                fits = middle;
            }
        }
        var shortest = upTo(returns[fails]);
        shortest.run();
        return new Verdict.Violation(key, shortest.deepestState(), shortest.deepestCount(),
                shortest.unexplained());
    }

    /** What was known at that place in the order of calls and returns. */
    private Linearization<S, I, R> upTo(long place) {
        return new Linearization<>(model, operations.stream()
                .filter(operation -> operation.called() < place)
                .map(operation -> operation.asOf(place))
                .toList(), deadlineNanos);
    }
}
