package dev.weft.sim.core;

import dev.weft.sim.agent.hook.Hooks;
import dev.weft.sim.agent.hook.SimCarrier;
import dev.weft.sim.agent.hook.World;
import dev.weft.sim.events.EventLog;
import dev.weft.sim.events.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The heart of a simulation: picks which virtual thread goes on, and moves virtual time.
 *
 * <p>One step continues one ready thread, drawn from the seed, until it blocks or ends. When no
 * thread is ready, time jumps to the next timer. All of it runs on one {@link SimCarrier}, a new
 * one for each {@link #run}; between two runs the thread that made the loop may use it. Nothing is
 * guarded by locks: there is one thread at a time.
 *
 * <p>A run is bounded by virtual time, by a number of steps, and by {@link Watch} in real time.
 */
public final class Loop extends World {

    private static final long IDS_OF_A_HOST = 1L << 40;
    private static final int STEP = 1;

    private final long seed;
    private Thread owner = Thread.currentThread();
    private final EventLog log = new EventLog(() -> nanos);
    private final Trace trace = new Trace(this);
    private final Timers timers = new Timers();
    private final Stream order;
    private final List<HostIds> hosts = new ArrayList<>();
    private final Life control;
    private final ArrayDeque<Runnable> controlReady = new ArrayDeque<>();
    private final Contention contention = new Contention();

    private Runnable[] ready = new Runnable[64];
    private Life[] readyOf = new Life[64];
    private int readyCount;
    private Life current;
    private long steps;
    private long stepsMax = 50_000_000;
    private Duration stepTimeMax = Duration.ofSeconds(10);

    // read by the watch without order, which looks now and then
    private @Nullable Runnable task;
    private long progress;

    private volatile @Nullable Thread carrier;
    private volatile @Nullable Failure failure;

    /** What ended a run: a sentence without seed and time, and what was thrown. */
    public record Failure(long nanos, String what, @Nullable Throwable cause) {}

    /** Counts what a host draws, over all its lives. */
    private static final class HostIds {
        final Stream chance;
        long threads;

        HostIds(Stream chance) {
            this.chance = chance;
        }
    }

    /** A loop of this seed. */
    public Loop(long seed) {
        this.seed = seed;
        order = stream("order");
        control = life("control", newHost("control"));
        current = control;
    }

    /** The seed. */
    public long seed() {
        return seed;
    }

    /** A random stream of its own for this purpose. */
    public Stream stream(String purpose) {
        return new Stream(seed, purpose);
    }

    /** What has happened. */
    public Trace trace() {
        return trace;
    }

    /** What is recorded for people, if anybody asked for it. */
    public EventLog log() {
        return log;
    }

    /** How often a thread was continued. */
    public long steps() {
        return steps;
    }

    /** Ends the run with a failure after this many steps. */
    public void stepsMax(long max) {
        stepsMax = max;
    }

    /** Ends the run with a failure when a step takes longer than this of real time. */
    public void stepTimeMax(Duration max) {
        stepTimeMax = max;
    }

    /** Why the run ended early; null if it did not. */
    public @Nullable Failure failure() {
        return failure;
    }

    /** Ends the run after this step. The first failure counts. */
    public void fail(String what, @Nullable Throwable cause) {
        if (failure == null) {
            failure = new Failure(nanos, what, cause);
        }
    }

    /** Makes room for a host's threads and chance; the number is for {@link #life}. */
    public int newHost(String name) {
        hosts.add(new HostIds(stream("host " + name)));
        return hosts.size() - 1;
    }

    /** A new life of a host. */
    public Life life(String name, int number) {
        return new Life(this, name, (number + 1) * IDS_OF_A_HOST);
    }

    /** The life whose thread runs now; that of the control when none does. */
    public Life current() {
        return current;
    }

    /** Lets the code that follows count as this life's; gives the one before. */
    Life enter(Life life) {
        var before = current;
        current = life;
        return before;
    }

    /** Stops the thread that runs now, whose life has ended. */
    void stopCurrent() {
        while (true) {
            LockSupport.park(this);
        }
    }

    /** Does this after that much virtual time, on the carrier; it must not block. */
    public Timer after(long delayNanos, Runnable event) {
        return timers.add(nanos + delayNanos, null, event);
    }

    /** As {@link #after(long, Runnable)}, unless this life has ended. */
    public Timer after(long delayNanos, Life owner, Runnable event) {
        var at = nanos + delayNanos;
        return timers.add(at < nanos ? Long.MAX_VALUE : at, owner, event);
    }

    /** Runs this on a virtual thread of the control, before any other thread goes on. */
    public Thread startControl(String name, Runnable body) {
        return control.start(name, body);
    }

    /** Lets the control's threads run until they block, and so everything started by them. */
    public void runControl() {
        while (!controlReady.isEmpty() && failure == null) {
            current = control;
            proceed(controlReady.poll());
        }
    }

    /** A thread can go on. Called by the JDK, from wherever the thread was woken. */
    void ready(Life life, Runnable next) {
        var now = Hooks.carrier();
        var running = carrier;
        if (next == task && running != null && Loom.isUnblocked(next)) {
            contention.end(running);
        } else if (now != carrier && (carrier != null || now != owner)) {
            fail("host " + life.host() + ": a thread was woken by thread \"" + now.getName()
                    + "\", which is not simulated: real time decides when, so that the run is not "
                    + "repeatable. The cause shows its stack", new Throwable("woken from here"));
        } else if (life == control) {
            controlReady.add(next);
        } else if (life.admits(next)) {
            if (readyCount == ready.length) {
                ready = Arrays.copyOf(ready, 2 * readyCount);
                readyOf = Arrays.copyOf(readyOf, 2 * readyCount);
            }
            ready[readyCount] = next;
            readyOf[readyCount++] = life;
        }
    }

    /** Takes a life's ready threads out. */
    List<Runnable> forget(Life life) {
        var taken = new ArrayList<Runnable>();
        var kept = 0;
        for (var i = 0; i < readyCount; i++) {
            if (readyOf[i] == life) {
                taken.add(ready[i]);
            } else {
                ready[kept] = ready[i];
                readyOf[kept++] = readyOf[i];
            }
        }
        Arrays.fill(ready, kept, readyCount, null);
        Arrays.fill(readyOf, kept, readyCount, null);
        readyCount = kept;
        return taken;
    }

    /**
     * Runs until this virtual time, or until the check holds, or a failure.
     *
     * @param reached asked each time before time moves, at most once per virtual millisecond
     */
    public void run(long untilNanos, @Nullable BooleanSupplier reached) {
        var thread = new SimCarrier(this, "weft-sim seed " + seed, () -> {
            try {
                loop(untilNanos, reached);
            } catch (Throwable e) {
                fail("the simulator itself failed", e);
            }
        });
        owner = Thread.currentThread();
        carrier = thread;
        Watch.over(this, thread, stepTimeMax);
        carrier = null;
        var ended = failure;
        if (ended != null) {
            log.moment(Moment.Kind.FAILURE, control.host(), ended.what());
        }
    }

    private void loop(long untilNanos, @Nullable BooleanSupplier reached) {
        var askAt = nanos;
        while (failure == null) {
            runControl();
            if (timers.next() <= nanos) {
                fire(timers.poll());
            } else if (readyCount > 0) {
                step();
            } else if (failure == null) {
                if (reached != null && (nanos >= askAt || nanos >= untilNanos)) {
                    if (reached.getAsBoolean()) {
                        return;
                    }
                    askAt = nanos + 1_000_000;
                    if (!controlReady.isEmpty() || readyCount > 0) {
                        continue;
                    }
                }
                if (timers.next() > untilNanos && nanos >= untilNanos) {
                    return;
                }
                nanos = Math.min(timers.next(), untilNanos);
            }
        }
    }

    private void fire(Timer timer) {
        progress++;
        if (timer.owner == null || !timer.owner.isEnded()) {
            current = timer.owner == null ? control : timer.owner;
            timer.task.run();
            current = control;
        }
    }

    private void step() {
        var i = readyCount == 1 ? 0 : order.below(readyCount);
        var next = ready[i];
        current = readyOf[i];
        readyCount--;
        ready[i] = ready[readyCount];
        readyOf[i] = readyOf[readyCount];
        ready[readyCount] = null;
        readyOf[readyCount] = null;
        steps++;
        trace.event(STEP, Loom.threadOf(next).threadId());
        proceed(next);
    }

    private void proceed(Runnable next) {
        if (++progress > stepsMax) {
            fail("more than " + stepsMax + " steps: perhaps threads call Thread.yield in a loop, "
                    + "while virtual time stands still", null);
        }
        task = next;
        do {
            next.run();
        } while (contention.delays(next));
        task = null;
        current = control;
    }

    /** The thread that runs now, for the watch. */
    @Nullable Thread running() {
        var now = task;
        return now == null ? null : Loom.threadOf(now);
    }

    /** Grows with each step and event, for the watch. */
    long progress() {
        return progress;
    }

    /** Ends all: what is not referenced from outside is garbage. */
    public void close() {
        fail("the simulation is closed", null);
    }

    @Override
    public long nextThreadId() {
        return current.threadIds() + ++ids().threads;
    }

    @Override
    public long threadSeed(long threadId) {
        return Stream.mix(seed ^ Stream.mix(threadId));
    }

    @Override
    public long nextLong() {
        return ids().chance.nextLong();
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        return after(delayNanos, current, task);
    }

    private HostIds ids() {
        return hosts.get((int) (current.threadIds() / IDS_OF_A_HOST) - 1);
    }

    /** Throws unless timed waits of this JDK really are virtual. */
    public static void check() {
        var loop = new Loop(0);
        var hour = Duration.ofHours(1);
        var woken = new ArrayList<Long>();
        var life = loop.life("check", loop.newHost("check"));
        loop.startControl("start", () -> life.start("sleeper", () -> {
            try {
                Thread.sleep(hour);
                woken.add(System.nanoTime());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        loop.run(2 * hour.toNanos(), () -> !woken.isEmpty());
        if (woken.size() != 1 || loop.nanos != hour.toNanos() || loop.steps > 3) {
            throw new IllegalStateException("weft-sim does not work on this JDK "
                    + Runtime.version() + ": a sleep of 1 h ended after " + loop.steps
                    + " steps at " + Trace.time(loop.nanos) + ", failure: " + loop.failure);
        }
    }
}
