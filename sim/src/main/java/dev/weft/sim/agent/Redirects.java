package dev.weft.sim.agent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is redirected, and in which classes of the JDK it must be found. */
final class Redirects {

    private static final Redirect NANO_TIME = new Redirect("java/lang/System", "nanoTime", "()J");
    private static final Redirect MILLIS =
            new Redirect("java/lang/System", "currentTimeMillis", "()J");
    private static final Redirect ADJUSTMENT =
            new Redirect("jdk/internal/misc/VM", "getNanoTimeAdjustment", "(J)J");
    private static final Redirect THREAD_ID =
            new Redirect("java/lang/Thread$ThreadIdentifiers", "next", "()J");
    private static final Redirect UNIQUIFIER =
            new Redirect("java/util/Random", "seedUniquifier", "()J");
    private static final Redirect LOCAL_INIT =
            new Redirect("java/util/concurrent/ThreadLocalRandom", "localInit", "()V");
    private static final Redirect RANDOM = new Redirect("java/lang/Math", "random", "()D");
    private static final Redirect SHUFFLE =
            new Redirect("java/util/Collections", "shuffle", "(Ljava/util/List;)V");
    private static final Redirect SALT =
            new Redirect("java/util/ImmutableCollections", "SALT32L", "J");
    private static final Redirect REVERSE =
            new Redirect("java/util/ImmutableCollections", "REVERSE", "Z");
    private static final Redirect UNPARKER = new Redirect("java/lang/VirtualThread", "UNPARKER",
            "Ljava/util/concurrent/ScheduledExecutorService;");

    /** Asked just before each virtual thread is made, and so tells it from a platform thread. */
    private static final Redirect SUPPORTED = new Redirect(
            "jdk/internal/vm/ContinuationSupport", "isSupported", "()Z",
            "java/lang/ThreadBuilders", Redirect.Hooks.ANSWERS);

    private static final Redirect ADD_HOOK = new Redirect("java/lang/ApplicationShutdownHooks",
            "add", "(Ljava/lang/Thread;)V");

    private static final String CONCURRENT = "java/util/concurrent/";
    private static final Redirect PROBE = leak(CONCURRENT + "ThreadLocalRandom", "getProbe", "()I",
            CONCURRENT + "ForkJoinPool");
    private static final Redirect DELAY = leak(CONCURRENT + "CompletableFuture$Delayer", "delay",
            "(Ljava/lang/Runnable;JLjava/util/concurrent/TimeUnit;)"
            + "Ljava/util/concurrent/ScheduledFuture;", null);
    private static final Redirect NOW = leak(CONCURRENT + "DelayScheduler", "now", "()J",
            CONCURRENT + "DelayScheduler$ScheduledForkJoinTask");
    private static final Redirect MIX_GAMMA = leak(
            "java/util/SplittableRandom", "mixGamma", "(J)J", "java/util/SplittableRandom");
    private static final String NET = "sun/nio/ch/Net";
    private static final String SOCKET = "Ljava/io/FileDescriptor;Ljava/net/InetAddress;I)";
    private static final String FAMILY = "(Ljava/net/ProtocolFamily;";
    private static final Redirect BIND = leak(NET, "bind", "(" + SOCKET + "V", null);
    private static final Redirect BIND_FAMILY = leak(NET, "bind", FAMILY + SOCKET + "V", null);
    private static final Redirect CONNECT = leak(NET, "connect", "(" + SOCKET + "I", null);
    private static final Redirect CONNECT_FAMILY =
            leak(NET, "connect", FAMILY + SOCKET + "I", null);
    private static final Redirect CONNECT_ADDRESS = leak(NET, "connect",
            FAMILY + "Ljava/io/FileDescriptor;Ljava/net/SocketAddress;)I", null);

    static final List<Redirect> ALL = List.of(NANO_TIME, MILLIS, ADJUSTMENT, THREAD_ID, UNIQUIFIER,
            LOCAL_INIT, RANDOM, SHUFFLE, SALT, REVERSE, UNPARKER, SUPPORTED,
            ADD_HOOK, PROBE, DELAY, NOW, MIX_GAMMA, BIND, BIND_FAMILY, CONNECT, CONNECT_FAMILY,
            CONNECT_ADDRESS);

    private Redirects() {}

    private static Redirect leak(String owner, String name, String type, @Nullable String user) {
        return new Redirect(owner, name, type, user, Redirect.Hooks.LEAKS);
    }

    /** The places in which a redirect must have been made; else simulated time would leak. */
    static Map<String, List<Redirect>> expected(int jdk) {
        var expected = new LinkedHashMap<String, List<Redirect>>();
        expected.put("java.lang.Thread", List.of(THREAD_ID, NANO_TIME));
        expected.put("java.lang.Runtime", List.of(ADD_HOOK));
        expected.put("java.lang.ThreadBuilders", List.of(SUPPORTED));
        expected.put("java.lang.VirtualThread",
                jdk < 24 ? List.of(NANO_TIME, UNPARKER) : List.of(NANO_TIME));
        expected.put("java.time.Clock", List.of(ADJUSTMENT));
        expected.put("java.util.Date", List.of(MILLIS));
        expected.put("java.util.Random", List.of(UNIQUIFIER, NANO_TIME));
        expected.put("java.util.ImmutableCollections$Set12", List.of(REVERSE));
        expected.put("java.util.ImmutableCollections$SetN$SetNIterator", List.of(SALT, REVERSE));
        expected.put("java.util.ImmutableCollections$MapN$MapNIterator", List.of(SALT, REVERSE));
        expected.put("java.util.concurrent.ThreadLocalRandom", List.of(LOCAL_INIT));
        expected.put("java.util.concurrent.ConcurrentHashMap", List.of(LOCAL_INIT));
        for (var timed : List.of("CompletableFuture$Signaller", "FutureTask", "Phaser$QNode",
                "ScheduledThreadPoolExecutor",
                "locks.AbstractQueuedSynchronizer", "locks.StampedLock",
                "locks.AbstractQueuedSynchronizer$ConditionObject")) {
            expected.put("java.util.concurrent." + timed, List.of(NANO_TIME));
        }
        expected.put("java.util.SplittableRandom", List.of(MIX_GAMMA));
        expected.put("java.util.concurrent.ForkJoinPool", List.of(PROBE));
        if (jdk < 25) {
            expected.put("java.util.concurrent.CompletableFuture", List.of(DELAY));
        } else {
            expected.put("java.util.concurrent.DelayScheduler$ScheduledForkJoinTask", List.of(NOW));
        }
        return expected;
    }
}
