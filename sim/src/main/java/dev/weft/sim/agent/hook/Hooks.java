package dev.weft.sim.agent.hook;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The members to which the agent redirects calls of time and chance. Each has the name and the
 * type of the original, since the agent changes nothing but the owner.
 *
 * <p>On a {@link SimCarrier} the world answers; everywhere else the original does. A virtual
 * thread's current thread is itself, so the carrier below it is asked for.
 */
public final class Hooks {

    /** Far from zero, which some code takes for "not set". */
    private static final long NANO_TIME_AT_START = 1_000_000_000_000_000L;

    /** Odd, and not zero, which would mean "not initialised". */
    private static final int PROBE = 0x9e3779b9;

    private static final MethodHandle CARRIER;
    private static final MethodHandle NEXT_THREAD_ID;
    private static final MethodHandle SEED_UNIQUIFIER;
    private static final MethodHandle LOCAL_INIT;
    private static final MethodHandle ADJUSTMENT;
    private static final MethodHandle ADD_HOOK;
    private static final boolean SUPPORTED;
    private static final VarHandle THREAD_SEED;
    private static final VarHandle THREAD_PROBE;

    /** Replaces the salt that the JVM draws at its start, which decides the order of Set.of. */
    public static final long SALT32L = 0x5bd1e995L;

    /** As {@link #SALT32L}. */
    public static final boolean REVERSE = false;

    /** Replaces the timer of timed waits of JDK 21; later ones ask the scheduler instead. */
    public static @Nullable ScheduledExecutorService UNPARKER;

    static {
        try {
            var none = MethodType.methodType(void.class);
            var number = MethodType.methodType(long.class);
            CARRIER = Access.to(Thread.class).findStatic(
                    Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
            var ids = Class.forName("java.lang.Thread$ThreadIdentifiers");
            NEXT_THREAD_ID = Access.to(ids).findStatic(ids, "next", number);
            LOCAL_INIT = Access.to(ThreadLocalRandom.class)
                    .findStatic(ThreadLocalRandom.class, "localInit", none);
            SEED_UNIQUIFIER = Access.to(Random.class)
                    .findStatic(Random.class, "seedUniquifier", number);
            var vm = Class.forName("jdk.internal.misc.VM");
            ADJUSTMENT = Access.to(vm).findStatic(
                    vm, "getNanoTimeAdjustment", number.appendParameterTypes(long.class));
            var shutdown = Class.forName("java.lang.ApplicationShutdownHooks");
            ADD_HOOK = Access.to(shutdown).findStatic(
                    shutdown, "add", none.appendParameterTypes(Thread.class));
            var continuations = Class.forName("jdk.internal.vm.ContinuationSupport");
            SUPPORTED = (boolean) Access.to(continuations).findStatic(continuations,
                    "isSupported", MethodType.methodType(boolean.class)).invokeExact();
            THREAD_SEED = Access.to(Thread.class)
                    .findVarHandle(Thread.class, "threadLocalRandomSeed", long.class);
            THREAD_PROBE = Access.to(Thread.class)
                    .findVarHandle(Thread.class, "threadLocalRandomProbe", int.class);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Hooks() {}

    /** Calls each handle once, so that nothing is linked in the middle of a redirected call. */
    public static void warmUp() {
        world();
        next();
        seedUniquifier();
        localInit();
        getNanoTimeAdjustment(currentTimeMillis() / 1000);
        var thread = Thread.currentThread();
        THREAD_SEED.set(thread, (long) THREAD_SEED.get(thread));
        THREAD_PROBE.set(thread, (int) THREAD_PROBE.get(thread));
    }

    /** The world that this code runs in; null in the real one. */
    public static @Nullable World world() {
        return carrier() instanceof SimCarrier carrier ? carrier.world : null;
    }

    /** The platform thread below this code. */
    public static Thread carrier() {
        try {
            return (Thread) CARRIER.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** For System.nanoTime. */
    public static long nanoTime() {
        var world = world();
        return world == null ? System.nanoTime() : NANO_TIME_AT_START + world.monotonic();
    }

    /** For System.currentTimeMillis. */
    public static long currentTimeMillis() {
        var world = world();
        return world == null ? System.currentTimeMillis()
                : World.EPOCH_MILLIS + Math.floorDiv(world.timeOfDay(), 1_000_000);
    }

    /** For VM.getNanoTimeAdjustment, from which Instant.now is made. */
    public static long getNanoTimeAdjustment(long offsetSeconds) {
        var world = world();
        if (world != null) {
            return (World.EPOCH_MILLIS / 1000 - offsetSeconds) * 1_000_000_000
                    + world.timeOfDay();
        }
        try {
            return (long) ADJUSTMENT.invokeExact(offsetSeconds);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** For ContinuationSupport.isSupported, where a virtual thread is about to be made. */
    public static boolean isSupported() {
        var world = world();
        if (world != null) {
            world.virtualThreadNext = true;
        }
        return SUPPORTED;
    }

    /**
     * For Thread.ThreadIdentifiers.next. Platform threads keep the JVM's ids: the JDK starts some
     * when a class is first used, which must not change the ids in the first run of a JVM.
     */
    public static long next() {
        var world = world();
        if (world != null) {
            if (world.virtualThreadNext) {
                world.virtualThreadNext = false;
                return world.nextThreadId();
            }
            Leaks.platformThread(world);
        }
        try {
            return (long) NEXT_THREAD_ID.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** For Random.seedUniquifier, behind {@code new Random()}. */
    public static long seedUniquifier() {
        var world = world();
        if (world != null) {
            return world.nextLong();
        }
        try {
            return (long) SEED_UNIQUIFIER.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** For ThreadLocalRandom.localInit. */
    public static void localInit() {
        var world = world();
        if (world != null) {
            var thread = Thread.currentThread();
            THREAD_SEED.set(thread, world.threadSeed(thread.threadId()));
            THREAD_PROBE.set(thread, PROBE);
            return;
        }
        try {
            LOCAL_INIT.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** For Math.random. */
    public static double random() {
        var world = world();
        return world == null ? Math.random() : (world.nextLong() >>> 11) * 0x1.0p-53;
    }

    /** For Collections.shuffle. */
    public static void shuffle(List<?> list) {
        var world = world();
        if (world == null) {
            Collections.shuffle(list);
        } else {
            Collections.shuffle(list, new Random(world.nextLong()));
        }
    }

    /**
     * For ApplicationShutdownHooks.add, behind Runtime.addShutdownHook. The JDK's own hooks, such
     * as the one of java.util.logging, have classes of their own and belong to the JVM.
     */
    public static void add(Thread hook) {
        var world = world();
        var type = hook.getClass();
        if (world != null && (hook.isVirtual() || type == Thread.class
                || type.getClassLoader() != null)) {
            world.addShutdownHook(hook);
            return;
        }
        try {
            ADD_HOOK.invokeExact(hook);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
