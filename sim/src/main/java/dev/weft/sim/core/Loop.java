package dev.weft.sim.core;

import dev.weft.sim.agent.hook.Hooks;
import dev.weft.sim.agent.hook.HostClock;
import dev.weft.sim.agent.hook.SimCarrier;
import dev.weft.sim.agent.hook.World;
import dev.weft.sim.events.EventLog;
import dev.weft.sim.events.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
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

    private static final int STEP = 1;

    private final long seed;
    private Thread owner = Thread.currentThread();
    private final EventLog log = new EventLog(() -> nanos);
    private final Trace trace = new Trace(this);
    private final Timers timers = new Timers();
    private final Ready ready = new Ready();
    private final Life control;
    private final ArrayDeque<Runnable> controlReady = new ArrayDeque<>();
    private final Contention contention = new Contention(this);
    private final Unsteered unsteered = new Unsteered(this);

    private Order order;
    private int hosts;
    private Life current;
    private long steps;
    private long stepsMax = 50_000_000;
    private Duration stepTimeMax = Duration.ofSeconds(10);

    // read by the watch without order, which looks now and then
    private @Nullable Runnable task;
    private long progress;

    private volatile @Nullable Thread carrier;
    private volatile @Nullable Failure failure;
    private volatile @Nullable Runnable woken;

    /** What ended a run: a sentence without seed and time, and what was thrown. */
    public record Failure(long nanos, String what, @Nullable Throwable cause) {}

    /** A loop of this seed. */
    public Loop(long seed) {
        this.seed = seed;
        order = Order.uniform(seed);
        control = life(newHost("control"));
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

    /** Lets another order decide; before the first step. */
    public void order(Order other) {
        order = other;
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

    /** Makes room for a host. */
    public Identity newHost(String name) {
        return new Identity(name, ++hosts, stream("host " + name));
    }

    /** A new life of a host. */
    public Life life(Identity host) {
        return new Life(this, host);
    }

    /** A life for threads that the mechanism itself needs. */
    Life helper() {
        return life(new Identity("helper", 0, stream("helper")));
    }

    /** Reports this kind of leak and goes on. */
    public void tolerate(String kind) {
        unsteered.tolerate(kind);
    }

    /** The life whose thread runs now; that of the control when none does. */
    public Life current() {
        return current;
    }

    /** Gives a host another clock; null for the right time. */
    public void clock(Identity host, @Nullable HostClock other) {
        host.clock(other);
        clock = current.identity().clock();
    }

    /** Lets the code that follows count as this life's; gives the one before. */
    Life enter(Life life) {
        var before = current;
        current = life;
        clock = life.identity().clock();
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
            enter(control);
            proceed(controlReady.poll());
        }
    }

    /** A thread can go on. Called by the JDK, from wherever the thread was woken. */
    void ready(Life life, Runnable next) {
        var now = Hooks.carrier();
        var running = carrier;
        if (running != null && contention.takes(life, next, running)) {
            return;
        }
        if (running != null && (next == task
                ? now != running || Loom.isUnparked(next) || Loom.isUnblocked(next)
                : Loom.isUnblocked(next) && !(now instanceof SimCarrier) && now != running)) {
            contention.arrived(next, running);
        } else if (now != running && (running != null || now != owner)) {
            wokenFromOutside(life, next, now);
        } else if (life == control) {
            controlReady.add(next);
        } else if (life.admits(next)) {
            ready.add(next, life, order.rank(next, next == task, nanos));
        }
    }

    private void wokenFromOutside(Life life, Runnable next, Thread waker) {
        wokenFromOutside(life, next, waker instanceof SimCarrier other
                && other.world instanceof Loop loop
                ? "a thread of another simulation, of seed " + loop.seed
                : "thread \"" + waker.getName() + "\", which is not simulated",
                new Throwable("woken from here"));
    }

    void wokenFromOutside(Life life, Runnable next, String who, @Nullable Throwable stack) {
        woken = next;
        fail("host " + life.host() + ": a thread was woken by " + who + ": real time decides when, "
                + "so that the run is not repeatable. The cause shows its stack, and below it, as "
                + "suppressed, where the thread waited", stack);
    }

    /** Done when nothing runs any more: before, asking for the stack would wake the thread. */
    private void tellWhereItWaited(Runnable waiter, Failure ended) {
        var waited = new Throwable("waited here");
        waited.setStackTrace(Loom.threadOf(waiter).getStackTrace());
        if (ended.cause() != null) {
            ended.cause().addSuppressed(waited);
        }
    }

    /** Takes a life's ready threads out. */
    List<Runnable> forget(Life life) {
        return ready.removeAll(life);
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
        if (ended != null && woken != null) {
            tellWhereItWaited(woken, ended);
            woken = null;
        }
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
            } else if (ready.count() > 0) {
                step();
            } else if (failure == null) {
                if (reached != null && (nanos >= askAt || nanos >= untilNanos)) {
                    if (reached.getAsBoolean()) {
                        return;
                    }
                    askAt = nanos + 1_000_000;
                    if (!controlReady.isEmpty() || ready.count() > 0) {
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
            enter(timer.owner == null ? control : timer.owner);
            timer.task.run();
            enter(control);
        }
    }

    private void step() {
        var place = ready.count() == 1 ? 0 : order.pick(ready, nanos);
        var next = ready.task(place);
        enter(ready.life(place));
        ready.remove(place);
        steps++;
        task = next; // for who listens to the trace
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
        } while (contention.delays(next, current));
        task = null;
        contention.settle();
        enter(control);
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
        return current.identity().nextThreadId();
    }

    @Override
    public long threadSeed(long threadId) {
        return Stream.mix(seed ^ Stream.mix(threadId));
    }

    @Override
    public long nextLong() {
        return current.identity().nextLong();
    }

    @Override
    public void addShutdownHook(Thread hook) {
        current.addShutdownHook(hook);
    }

    @Override
    public boolean leak(String kind, String what) {
        return unsteered.report(kind, what);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delayNanos) {
        return current.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }
}
