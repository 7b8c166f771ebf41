package dev.weft.sim.search;

import dev.weft.sim.fault.FaultPlan;
import java.util.List;
import java.util.Map;

/**
 * A seed that failed, explained.
 *
 * @param run the run that failed
 * @param shrunk the faults that it takes; all of them if they could not be reduced
 * @param tries how many runs it took to know
 * @param events the last things that happened on each host, with the shrunk plan
 * @param files what was written about it, each with what it is; perhaps nothing
 */
public record Finding(
        Run run, FaultPlan shrunk, int tries, Map<String, List<String>> events,
        Map<String, String> files) {}
