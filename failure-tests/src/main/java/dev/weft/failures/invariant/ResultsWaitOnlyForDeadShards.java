package dev.weft.failures.invariant;

import dev.weft.failures.witness.Told;
import dev.weft.sim.fault.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks of each result that could not be stored whether its own shard had failed. */
final class ResultsWaitOnlyForDeadShards extends Invariant {

    /** Time for a server to notice that a database is back. */
    private static final Duration NOTICE = Duration.ofSeconds(3);

    private final Map<String, Duration> failed = new LinkedHashMap<>();

    ResultsWaitOnlyForDeadShards() {
        super("I26", "a result waits only while its own shard is away");
    }

    @Override
    public void began(Duration now, Fault fault) {
        failed.put(fault.target(), fault.end());
    }

    @Override
    public void heard(Told told) {
        if (told.what().equals("result-waits")) {
            // A lobby that stood still itself finds that no answer came in time.
            if (!hasFailed(told.text("db"), told.at()) && !hasFailed(told.who(), told.at())) {
                violated(told.event() + ", although this database is there");
            }
        }
    }

    private boolean hasFailed(String target, Duration now) {
        var end = failed.get(target);
        return end != null && now.compareTo(end.plus(NOTICE)) <= 0;
    }
}
