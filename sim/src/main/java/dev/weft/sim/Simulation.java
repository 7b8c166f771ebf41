package dev.weft.sim;

import dev.weft.Node;
import dev.weft.sim.agent.hook.Access;
import dev.weft.sim.core.Loop;
import dev.weft.sim.core.Order;
import dev.weft.sim.core.SelfTest;
import dev.weft.sim.core.Trace;
import dev.weft.sim.db.Database;
import dev.weft.sim.fault.FaultListener;
import dev.weft.sim.fault.FaultPlan;
import dev.weft.sim.fault.Faults;
import dev.weft.sim.net.Fabric;
import dev.weft.sim.timeline.Lane;
import dev.weft.sim.timeline.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of a small world: hosts, a network, databases, virtual time, all decided by a seed.
 *
 * <p>The thread that makes it owns it and calls {@link #run}, which returns when the virtual time
 * is over. Nothing happens between two runs. {@link #note}, {@link #now} and {@link #random} may
 * also be called by threads of its hosts. A run ends early, with {@link SimulationFailed}, by a
 * broken invariant, a program that throws, too many steps, or a step that takes too long in real
 * time.
 */
public final class Simulation implements AutoCloseable {

    /** Of the standard run of our cluster, 60 s long, about twice as many as there are. */
    private static final int EVENTS_MAX = 200_000;

    private final Loop loop;
    private final Fabric fabric;
    private final Map<String, SimHost> hosts = new LinkedHashMap<>();
    private final Map<String, Database> databases = new LinkedHashMap<>();
    private final Claims claims;
    private final Outages outages;
    private final Map<String, RandomGenerator> streams = new HashMap<>();
    private final List<Throwable> failures = new ArrayList<>();
    private boolean tolerant;
    private boolean begun;

    private Simulation(long seed, @Nullable FaultPlan replayed) {
        loop = new Loop(seed);
        fabric = new Fabric(loop);
        claims = new Claims(loop);
        outages = new Outages(this, databases, replayed);
    }

    /**
     * A simulation of this seed: the same seed and the same program give the same run.
     *
     * @throws IllegalStateException without the agent; the message has the flag to add
     */
    public static Simulation seeded(long seed) {
        return seeded(seed, null);
    }

    /**
     * As {@link #seeded(long)}, but with these faults, whatever {@link #faults} says later.
     *
     * @param plan null for what {@code faults} says
     */
    public static Simulation seeded(long seed, @Nullable FaultPlan plan) {
        if (!Access.isGranted()) {
            throw new IllegalStateException(MissingAgent.message());
        }
        SelfTest.once();
        return new Simulation(seed, plan);
    }

    /** The seed. */
    public long seed() {
        return loop.seed();
    }

    /** The virtual time since the start. */
    public Duration now() {
        return Duration.ofNanos(loop.nanos);
    }

    /** How often a thread was given the processor. */
    public long steps() {
        return loop.steps();
    }

    /** Chooses how threads take turns; before the first run. */
    public void schedule(Schedule schedule) {
        if (loop.steps() > 0) {
            throw new IllegalStateException("seed " + seed() + ": the schedule is chosen before the"
                    + " first run, not at " + now());
        }
        loop.order(switch (schedule) {
            case Schedule.Uniform uniform -> Order.uniform(seed());
            case Schedule.Pct pct -> Order.pct(seed(), pct.depth(), pct.steps());
            case Schedule.Pos pos -> Order.pos(seed());
        });
    }

    /** Lets simulated code do this: each place is told once, in the log and the story. */
    public void tolerate(Leak leak) {
        loop.tolerate(leak.name());
    }

    /** Ends a run after this many steps; 50 million unless set. */
    public void stepsMax(long steps) {
        loop.stepsMax(steps);
    }

    /** Ends a run when one step takes longer than this of real time; 10 s unless set. */
    public void stepTimeMax(Duration max) {
        loop.stepTimeMax(max);
    }

    /** A hash of all that happened until now: when, on which host, in which thread, and what. */
    public long traceHash() {
        return loop.trace().hash();
    }

    /** Makes a host whose program gets a {@link dev.weft.Node}; it starts in the next run. */
    public Host host(String name, HostBody body) {
        return add(name, host ->
                body.run(Node.start(name, host.network(), host.threads())));
    }

    /** Makes a host with a program of plain Java; it starts in the next run. */
    public Host program(String name, Action body) {
        return add(name, host -> body.run());
    }

    private Host add(String name, SimHost.Program program) {
        if (hosts.containsKey(name)) {
            throw new IllegalArgumentException("there is a host " + name + " already");
        }
        var host = new SimHost(this, loop, fabric.add(name), name, program);
        hosts.put(name, host);
        host.start();
        return host;
    }

    /**
     * Makes an empty database and runs these scripts in it; each may hold several statements. It
     * needs {@code com.h2database:h2} on the class path.
     */
    public SimDatabase database(String name, String... scripts) {
        if (databases.containsKey(name)) {
            throw new IllegalArgumentException("there is a database " + name + " already");
        }
        var database = new Database(loop, name);
        databases.put(name, database);
        for (var script : scripts) {
            database.update(script);
        }
        return database;
    }

    /** The network between the hosts. */
    public SimNetwork network() {
        return fabric;
    }

    /** A host made before. */
    public Host host(String name) {
        var host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException("no host " + name + "; there are " + hosts.keySet());
        }
        return host;
    }

    /** The names of all hosts and databases, in the order in which they were made. */
    public List<String> names() {
        return Stream.concat(hosts.keySet().stream(), databases.keySet().stream()).toList();
    }

    /** A random stream of its own, which depends on the seed and the purpose only. */
    public RandomGenerator random(String purpose) {
        return streams.computeIfAbsent(purpose, key -> loop.stream("random " + key));
    }

    /** Does this at that virtual time, before any other thread goes on. It may block. */
    public void at(Duration when, String what, Action action) {
        var delay = when.toNanos() - loop.nanos;
        if (delay < 0) {
            throw new IllegalArgumentException(what + " at " + when + " is before " + now());
        }
        loop.after(delay, () -> loop.startControl(what, () -> {
            note("control", what);
            try {
                action.run();
            } catch (Throwable e) {
                loop.fail("\"" + what + "\" failed: " + e, e);
            }
        }));
    }

    /**
     * Which faults may happen. The seed draws from them when the first run begins, among the hosts
     * and databases that there are then; all begin and end within {@link #length}.
     */
    public void faults(Faults possible) {
        refuseLate("faults");
        outages.draw(possible);
    }

    /** Exactly these faults happen. */
    public void faults(FaultPlan exactly) {
        refuseLate("faults");
        outages.plan(exactly);
    }

    /** What happens in this run; empty before it begins. */
    public FaultPlan plan() {
        return begun ? outages.plan() : FaultPlan.NONE;
    }

    /** Tells this one of each fault. */
    public void onFault(FaultListener listener) {
        outages.listen(listener);
    }

    /**
     * How long things may fail, 20 s of virtual time unless set. After it comes the quiet period,
     * in which all that is claimed {@link #eventually} must come true.
     *
     * @param length 100 ms or more
     */
    public void length(Duration length) {
        refuseLate("length");
        if (length.toMillis() < 100) {
            throw new IllegalArgumentException("a length of " + length + "; the least is 100 ms");
        }
        claims.quietFrom(length);
    }

    /** Checks this every 100 ms of virtual time and after each run; a violation ends the run. */
    public void always(String name, Check check) {
        claims.always(name, check);
    }

    /**
     * This must be seen in some run: a search whose seeds never saw it has not tested what it was
     * meant to. A single run without it is fine; see {@link #seen}.
     */
    public void sometimes(String name, Check check) {
        claims.sometimes(name, check);
    }

    /** Each claim of {@link #sometimes}, and whether it was seen until now. */
    public Map<String, Boolean> seen() {
        return claims.seen();
    }

    /** After the faults are over, this must come true once, within that much virtual time. */
    public void eventually(String name, Duration within, Check check) {
        claims.eventually(name, within, check);
    }

    /** Programs that throw no longer end the run; see {@link #failures}. */
    public void tolerateFailures() {
        tolerant = true;
    }

    /** What programs of hosts have thrown. */
    public List<Throwable> failures() {
        return Collections.unmodifiableList(failures);
    }

    /** Adds a line to the story, with the virtual time. */
    public void note(String who, String text) {
        loop.trace().note(who, text);
    }

    /** The story until now. */
    public List<String> story() {
        return loop.trace().story();
    }

    /**
     * Records from now on what happens, for {@link #lastEvents} and the timeline; the run stays the
     * same. Costs some microseconds and some hundred bytes an event, at most 200,000 of them.
     */
    public void record() {
        loop.log().record(EVENTS_MAX);
    }

    /**
     * The latest events of a host or a database, at most 20, the newest last; empty unless {@link
     * #record recorded}.
     */
    public List<String> lastEvents(String host) {
        return loop.log().latest(host).stream()
                .map(line -> Trace.time(line.nanos()) + "  " + line.text())
                .toList();
    }

    /**
     * Writes what was {@link #record recorded} as one HTML page: lanes of hosts and databases, the
     * messages between them, the faults and the failure. It needs no network to be read.
     */
    public void timeline(Path file) throws IOException {
        var lanes = new ArrayList<Lane>();
        hosts.keySet().forEach(name -> lanes.add(new Lane(name, "host")));
        databases.keySet().forEach(name -> lanes.add(new Lane(name, "database")));
        Timeline.write(file, seed(), traceHash(), loop.nanos, lanes, loop.log());
    }

    /**
     * Runs for its {@link #length}, in which things fail, and then until all has come true that
     * is claimed {@link #eventually}; if that is too late, the run has failed.
     */
    public void run() {
        run(claims.quietFrom().minus(now()));
        runUntil(claims::isFulfilled, claims.givenUpAt().minus(now()));
    }

    /** Plays a scenario: calls it, and then {@link #run()} unless it has run anything itself. */
    public void play(Scenario scenario) throws Exception {
        scenario.play(this);
        if (!begun) {
            run();
        }
    }

    /** Runs for this much virtual time. */
    public void run(Duration duration) {
        runUntil(() -> false, duration);
    }

    /**
     * Runs until this holds, at most for this much virtual time; tells whether it holds. It is
     * asked when nothing is left to do at a virtual time, at most once per millisecond.
     */
    public boolean runUntil(Check reached, Duration atMost) {
        begin();
        var until = Math.max(loop.nanos, loop.nanos + atMost.toNanos());
        var holds = new boolean[1];
        loop.run(until, () -> {
            holds[0] = claims.ask("the condition of runUntil", reached);
            if (holds[0] || loop.nanos >= until) {
                claims.look();
            }
            return holds[0];
        });
        var failure = loop.failure();
        if (failure != null) {
            throw new SimulationFailed(seed(), failure, loop.trace().end());
        }
        return holds[0];
    }

    /** Ends it: nothing of it runs again, and its databases are dropped. */
    @Override
    public void close() {
        loop.close();
        databases.values().forEach(Database::close);
        databases.clear();
    }

    /** Called by a host whose program threw. */
    void failed(String host, Throwable thrown) {
        failures.add(thrown);
        note(host, "its program threw " + thrown);
        if (!tolerant) {
            loop.fail("the program of host " + host + " threw " + thrown, thrown);
        }
    }

    /** For those of this package who look closer. */
    Loop loop() {
        return loop;
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        outages.schedule(claims.quietFrom(), List.copyOf(hosts.keySet()));
    }

    private void refuseLate(String what) {
        if (begun) {
            throw new IllegalStateException(what + " must be said before the first run");
        }
    }
}
