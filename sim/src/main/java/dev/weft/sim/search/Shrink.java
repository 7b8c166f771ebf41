package dev.weft.sim.search;

import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.FaultPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds a small part of a plan with which a run still fails, by bisection as QuickXplain does
 * (Junker, AAAI 2004), which takes fewer runs than ddmin where few of many matter; then shorter
 * lengths. Bounded by a number of runs; what is found by then is the answer.
 */
final class Shrink {

    /** How many times the scenario is played at most. */
    static final int RUNS_MAX = 50;

    private final Predicate<FaultPlan> fails;
    private final Map<List<Fault>, Boolean> known = new HashMap<>();
    private int runs;

    /**
     * A search that has not begun.
     *
     * @param fails plays a plan, and tells whether it fails in the way that is looked for
     */
    Shrink(Predicate<FaultPlan> fails) {
        this.fails = fails;
    }

    /** How many times the scenario was played. */
    int runs() {
        return runs;
    }

    /**
     * A small plan that fails.
     *
     * @param end when the run failed: what begins later has no part in it
     */
    FaultPlan shrink(FaultPlan plan, Duration end) {
        var faults = plan.faults().stream()
                .filter(fault -> fault.at().compareTo(end) <= 0).toList();
        if (!fails(faults)) {
            return plan; // not repeatable, or the end was not the end
        }
        if (fails(List.of())) {
            return FaultPlan.NONE;
        }
        return new FaultPlan(shorter(fewer(faults)));
    }

    /**
     * Looks for one fault after the other that must be there: the last one of the shortest failing
     * beginning of those that are left. Few culprits among many faults are found in about as many
     * bisections.
     */
    private List<Fault> fewer(List<Fault> all) {
        List<Fault> culprits = List.of();
        var left = all;
        while (!left.isEmpty() && !fails(culprits)) {
            var passes = 0; // so many of those that are left do not fail
            var fails = left.size();
            while (fails - passes > 1 && runs < RUNS_MAX) {
                var middle = (passes + fails) / 2;
                if (fails(joined(culprits, left.subList(0, middle)))) {
                    fails = middle;
                } else {
                    passes = middle;
                }
            }
            if (runs == RUNS_MAX) {
                return joined(culprits, left.subList(0, fails));
            }
            culprits = joined(culprits, left.subList(fails - 1, fails));
            left = left.subList(0, fails - 1);
        }
        return withoutNeedless(culprits);
    }

    /** Where faults undo one another, some are found that are not needed any more. */
    private List<Fault> withoutNeedless(List<Fault> faults) {
        var kept = new ArrayList<>(faults);
        for (var fault : faults) {
            var rest = new ArrayList<>(kept);
            rest.remove(fault);
            if (fails(rest)) {
                kept = rest;
            }
        }
        return kept;
    }

    private static List<Fault> joined(List<Fault> some, List<Fault> others) {
        var all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /** Halves what lasts, once or twice. */
    private List<Fault> shorter(List<Fault> all) {
        var faults = new ArrayList<>(all);
        for (var divisor : new int[] {4, 2}) {
            for (var i = 0; i < faults.size(); i++) {
                var fault = faults.get(i);
                var length = Duration.ofMillis(fault.length().toMillis() / divisor);
                if (length.isPositive()) {
                    faults.set(i, new Fault(fault.at(), fault.kind(), fault.targets(), fault.by(),
                            length));
                    if (!fails(faults)) {
                        faults.set(i, fault);
                    }
                }
            }
        }
        return faults;
    }

    private boolean fails(List<Fault> faults) {
        var plan = new FaultPlan(faults);
        var before = known.get(plan.faults());
        if (before != null) {
            return before;
        }
        if (runs == RUNS_MAX) {
            return false;
        }
        runs++;
        var answer = fails.test(plan);
        known.put(plan.faults(), answer);
        return answer;
    }
}
