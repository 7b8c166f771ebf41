package dev.weft.sim.search;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a search has found.
 *
 * @param seeds how many seeds were played
 * @param virtual their virtual time together
 * @param real the real time of the search
 * @param findings the seeds that failed, in their order
 * @param seen how many seeds saw each claim of {@code sometimes}
 */
public record Found(
        long seeds, Duration virtual, Duration real, List<Finding> findings,
        Map<String, Long> seen) {

    /** The claims of {@code sometimes} that no seed saw. */
    public List<String> neverSeen() {
        return seen.entrySet().stream().filter(entry -> entry.getValue() == 0)
                .map(Map.Entry::getKey).collect(Collectors.toList());
    }

    /** Whether no seed failed and everything was seen that should be. */
    public boolean isGreen() {
        return findings.isEmpty() && neverSeen().isEmpty();
    }
}
