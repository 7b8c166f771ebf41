package dev.weft.sim;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One run of a small world: hosts, a network, databases, virtual time, all decided by a seed.
 *
 * <p>The thread that makes it owns it and calls {@link #run}, which returns when the virtual time
 * is over. Nothing happens between two runs. {@link #note}, {@link #now} and {@link #random} may
 * also be called by threads of its hosts.
 */
public final class Simulation implements AutoCloseable {

    private Simulation(long seed) {}

    /**
     * A simulation of this seed: the same seed and the same program give the same run.
     *
     * @throws IllegalStateException without the agent; the message has the flag to add
     */
    public static Simulation seeded(long seed) {
        return new Simulation(seed);
    }

    /** The seed. */
    public long seed() {
        return 0;
    }

    /** The virtual time since the start. */
    public Duration now() {
        return Duration.ZERO;
    }

    /** How often a thread was given the processor. */
    public long steps() {
        return 0;
    }

    /** A hash of all that happened until now: when, on which host, in which thread, and what. */
    public long traceHash() {
        return 0;
    }

    /** Makes a host whose program gets a {@link dev.weft.Node}; it starts in the next run. */
    public Host host(String name, HostBody body) {
        throw new IllegalStateException("not yet");
    }

    /** Makes a host with a program of plain Java; it starts in the next run. */
    public Host program(String name, Action body) {
        throw new IllegalStateException("not yet");
    }

    /** A host made before. */
    public Host host(String name) {
        throw new IllegalStateException("not yet");
    }

    /** Makes an empty database and runs these scripts in it. */
    public SimDatabase database(String name, String... scripts) {
        throw new IllegalStateException("not yet");
    }

    /** The network between the hosts. */
    public SimNetwork network() {
        throw new IllegalStateException("not yet");
    }

    /** A random stream of its own, which depends on the seed and the purpose only. */
    public RandomGenerator random(String purpose) {
        throw new IllegalStateException("not yet");
    }

    /** Does this at that virtual time, between two steps. It must not block. */
    public void at(Duration when, String what, Action action) {
        throw new IllegalStateException("not yet");
    }

    /** Checks this every 100 ms of virtual time and after each run; a violation ends the run. */
    public void always(String name, Check check) {
        throw new IllegalStateException("not yet");
    }

    /** Programs that throw no longer end the run; see {@link #failures}. */
    public void tolerateFailures() {
        throw new IllegalStateException("not yet");
    }

    /** What programs of hosts have thrown. */
    public List<Throwable> failures() {
        throw new IllegalStateException("not yet");
    }

    /** Adds a line to the story, with the virtual time. */
    public void note(String who, String text) {
        throw new IllegalStateException("not yet");
    }

    /** The story until now. */
    public List<String> story() {
        throw new IllegalStateException("not yet");
    }

    /** Runs for this much virtual time. */
    public void run(Duration duration) {
        throw new IllegalStateException("not yet");
    }

    /** Runs until this holds, at most for this much virtual time; tells whether it holds. */
    public boolean runUntil(Check reached, Duration atMost) {
        throw new IllegalStateException("not yet");
    }

    /** Ends it: nothing of it runs again, and its databases are dropped. */
    @Override
    public void close() {}
}
