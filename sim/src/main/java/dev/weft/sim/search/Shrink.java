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
 * Finds a small part of a plan with which a run still fails: Zeller and Hildebrandt's ddmin (IEEE
 * TSE 28, 2002) over the faults, then shorter lengths. Bounded by a number of runs; what is found
 * by then is the answer.
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

    private List<Fault> fewer(List<Fault> all) {
        var faults = all;
        var parts = 2;
        while (faults.size() > 1 && runs < RUNS_MAX) {
            var smaller = reduced(faults, parts);
            if (smaller.size() < faults.size()) {
                // Of a part, start anew; of all but a part, the other parts are left to try.
                parts = smaller.size() * 2 <= faults.size() ? 2 : Math.max(2, parts - 1);
                faults = smaller;
            } else if (parts >= faults.size()) {
                break;
            } else {
                parts = Math.min(faults.size(), 2 * parts);
            }
        }
        return faults;
    }

    /** A part of them that fails, or all but a part, or all. */
    private List<Fault> reduced(List<Fault> faults, int parts) {
        for (var i = 0; i < parts; i++) {
            var part = faults.subList(from(faults, parts, i), from(faults, parts, i + 1));
            if (fails(part)) {
                return List.copyOf(part);
            }
        }
        for (var i = 0; i < parts && parts > 2; i++) {
            var rest = new ArrayList<>(faults);
            rest.subList(from(faults, parts, i), from(faults, parts, i + 1)).clear();
            if (fails(rest)) {
                return rest;
            }
        }
        return faults;
    }

    private static int from(List<Fault> faults, int parts, int part) {
        return faults.size() * part / parts;
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
