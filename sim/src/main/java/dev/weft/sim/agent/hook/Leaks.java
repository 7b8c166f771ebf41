package dev.weft.sim.agent.hook;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The members to which the agent redirects what a simulation cannot steer: in simulated code they
 * tell the world, and then do as the original, or throw.
 */
public final class Leaks {

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final String ASYNC = "work was given to a ForkJoinPool, as CompletableFuture's "
            + "async methods and parallel streams do,";

    private Leaks() {}

    /** Called by a simulated thread that has made a platform thread. */
    static void platformThread(World world) {
        var maker = STACK.walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                .filter(name -> !name.startsWith("java.lang.Thread")
                        && !name.startsWith("dev.weft.sim.agent.hook."))
                .findFirst().orElse(""));
        if (maker.startsWith("java.util.concurrent.CompletableFuture")) {
            world.leak("COMMON_POOL", ASYNC); // instead of a common pool of one thread
        } else if (maker.startsWith("java.util.Timer")) {
            world.leak("PLATFORM_THREAD", "a java.util.Timer was made");
        } else if (!isJdk(maker)) {
            world.leak("PLATFORM_THREAD", "a platform thread was made");
        }
    }

    /** It makes threads for itself when a class is first used: they do no work of programs. */
    private static boolean isJdk(String maker) {
        return (maker.startsWith("java.") || maker.startsWith("jdk.") || maker.startsWith("sun."))
                && !maker.startsWith("java.util.concurrent.Executors")
                && !maker.startsWith("jdk.internal.net.http");
    }

    /** For ThreadLocalRandom.getProbe in ForkJoinPool: chooses a queue for work from outside. */
    public static int getProbe() {
        refusePool(ASYNC);
        try {
            return (int) Originals.PROBE.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** For CompletableFuture.Delayer.delay, up to JDK 24. */
    public static ScheduledFuture<?> delay(Runnable task, long delay, TimeUnit unit) {
        refusePool("a CompletableFuture was given a time-out or a delay");
        try {
            return (ScheduledFuture<?>) Originals.DELAY.invokeExact(task, delay, unit);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** For DelayScheduler.now in its tasks, since JDK 25. */
    public static long now() {
        refusePool("a CompletableFuture or a ForkJoinPool was given a time-out or a "
                + "delay");
        try {
            return (long) Originals.NOW.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** For SplittableRandom.mixGamma, which split() calls, and the one constructor without seed. */
    public static long mixGamma(long bits) {
        var world = Hooks.world();
        if (world != null && STACK.walk(frames -> frames.skip(1).findFirst()
                .filter(it -> it.getMethodName().equals("<init>")).isPresent())) {
            world.leak("UNSEEDED_RANDOM", "a SplittableRandom was made without a seed");
        }
        try {
            return (long) Originals.MIX_GAMMA.invokeExact(bits);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** For sun.nio.ch.Net.bind. */
    public static void bind(FileDescriptor socket, InetAddress address, int port)
            throws IOException {
        refuse();
        original("bind", void.class, FileDescriptor.class, InetAddress.class, int.class)
                .with(socket, address, port);
    }

    /** For sun.nio.ch.Net.bind. */
    public static void bind(ProtocolFamily family, FileDescriptor socket, InetAddress address,
            int port) throws IOException {
        refuse();
        original("bind", void.class, ProtocolFamily.class, FileDescriptor.class,
                InetAddress.class, int.class).with(family, socket, address, port);
    }

    /** For sun.nio.ch.Net.connect. */
    public static int connect(FileDescriptor socket, InetAddress address, int port)
            throws IOException {
        refuse();
        return (int) original("connect", int.class, FileDescriptor.class, InetAddress.class,
                int.class).with(socket, address, port);
    }

    /** For sun.nio.ch.Net.connect. */
    public static int connect(ProtocolFamily family, FileDescriptor socket, InetAddress address,
            int port) throws IOException {
        refuse();
        return (int) original("connect", int.class, ProtocolFamily.class, FileDescriptor.class,
                InetAddress.class, int.class).with(family, socket, address, port);
    }

    /** For sun.nio.ch.Net.connect. */
    public static int connect(ProtocolFamily family, FileDescriptor socket, SocketAddress address)
            throws IOException {
        refuse();
        return (int) original("connect", int.class, ProtocolFamily.class, FileDescriptor.class,
                SocketAddress.class).with(family, socket, address);
    }

    private static void refuse() throws SocketException {
        var world = Hooks.world();
        if (world != null && !world.leak("SOCKET", "a real socket was bound or connected")) {
            throw new SocketException("weft-sim: no real sockets in a simulation");
        }
    }

    /** Unless tolerated, the pool is not touched: its locks would stay with a thread that ends. */
    private static void refusePool(String what) {
        var world = Hooks.world();
        if (world != null && !world.leak("COMMON_POOL", what)) {
            throw new RejectedExecutionException("weft-sim: no common pool in a simulation");
        }
    }

    private interface Original {
        Object with(Object... arguments) throws IOException;
    }

    /** Looked up for each call: a socket costs far more. */
    private static Original original(String name, Class<?> result, Class<?>... parameters) {
        return arguments -> {
            try {
                var net = Class.forName("sun.nio.ch.Net");
                return Access.to(net).findStatic(
                        net, name, MethodType.methodType(result, parameters))
                        .invokeWithArguments(arguments);
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        };
    }

    /** Made when first needed, since it loads what programs may not need. */
    private static final class Originals {
        static final MethodHandle PROBE = find(ThreadLocalRandom.class.getName(), "getProbe",
                MethodType.methodType(int.class));
        static final MethodHandle MIX_GAMMA = find("java.util.SplittableRandom", "mixGamma",
                MethodType.methodType(long.class, long.class));
        static final MethodHandle DELAY = find("java.util.concurrent.CompletableFuture$Delayer",
                "delay", MethodType.methodType(ScheduledFuture.class, Runnable.class, long.class,
                        TimeUnit.class));
        static final MethodHandle NOW = find("java.util.concurrent.DelayScheduler", "now",
                MethodType.methodType(long.class));

        /** A member that this JDK does not have is never called. */
        private static MethodHandle find(String owner, String name, MethodType type) {
            try {
                var target = Class.forName(owner);
                return Access.to(target).findStatic(target, name, type);
            } catch (ClassNotFoundException e) {
                return MethodHandles.empty(type);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
