package dev.weft.sim.agent;

import dev.weft.sim.agent.hook.Access;
import dev.weft.sim.agent.hook.Hooks;
import dev.weft.sim.agent.hook.Unparker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.invoke.MethodHandles;
import java.security.ProtectionDomain;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Prepares the JVM for simulations; named by {@code -javaagent}.
 *
 * <p>It puts the hooks on the boot class path, opens java.lang for them, redirects the classes that
 * are already loaded and, from then on, each class as it is loaded, and makes seeded values out of
 * SecureRandom. It does all of it before main, on the main thread, and fails loudly when this JDK
 * does not have what is expected. Code outside simulations sees no difference.
 */
public final class Agent {

    /** In the order in which they are defined: what another one extends comes first. */
    private static final List<String> HOOK_CLASSES =
            List.of("Access", "HostClock", "World", "SimCarrier", "Hooks", "Unparker",
                    "Leaks", "Leaks$Originals", "Leaks$Original");

    /** The classes of java.base whose private members the hooks and the loop use. */
    private static final List<String> OPENED = List.of("java.lang.Thread",
            "java.lang.Thread$ThreadIdentifiers", "java.lang.VirtualThread",
            "java.lang.ApplicationShutdownHooks",
            "java.lang.ThreadBuilders$VirtualThreadBuilder", "java.util.Random",
            "java.util.concurrent.ThreadLocalRandom", "jdk.internal.misc.VM",
            "jdk.internal.vm.ContinuationSupport", "java.util.SplittableRandom",
            "java.util.concurrent.locks.AbstractOwnableSynchronizer",
            "java.util.concurrent.CompletableFuture$Delayer",
            "java.util.concurrent.DelayScheduler", "sun.nio.ch.Net");

    private Agent() {}

    /** Called by the JVM. */
    public static void premain(String arguments, Instrumentation jvm)
            throws IOException, ReflectiveOperationException, UnmodifiableClassException {
        // Threads of crashed hosts never end; the JDK must not remember them for ever.
        System.getProperties().putIfAbsent("jdk.trackAllThreads", "false");
        open(jvm);
        defineHooks();
        for (var name : OPENED) {
            grant(name);
        }
        Hooks.warmUp();
        replaceTimer();
        redirectAll(jvm);
        Security.insertProviderAt(new SeededProvider(), 1);
    }

    /** Not every JDK has all; who needs one that is missing says so. */
    private static void grant(String name) throws IllegalAccessException {
        try {
            var target = Class.forName(name, false, null);
            Access.grant(target, MethodHandles.privateLookupIn(target, MethodHandles.lookup()));
        } catch (ClassNotFoundException e) {
            // Access tells when it is asked for
        }
    }

    private static void open(Instrumentation jvm) {
        var us = Set.of(Agent.class.getModule());
        var packages = Map.of("java.lang", us, "java.util", us, "java.util.concurrent", us,
                "jdk.internal.misc", us, "jdk.internal.vm", us,
                "java.util.concurrent.locks", us, "sun.nio.ch", us);
        jvm.redefineModule(
                Object.class.getModule(), Set.of(), Map.of(), packages, Set.of(), Map.of());
    }

    /**
     * Defines the hooks in the boot loader, where java.base and everybody else finds them before
     * our jar's own copies. The documented way, a jar appended to the boot class path, makes the
     * JVM print a warning and do without its archive of classes.
     */
    private static void defineHooks() throws IOException, ReflectiveOperationException {
        var define = ClassLoader.class.getDeclaredMethod("defineClass1", ClassLoader.class,
                String.class, byte[].class, int.class, int.class, ProtectionDomain.class,
                String.class);
        define.setAccessible(true);
        var folder = "dev/weft/sim/agent/hook/";
        for (var name : HOOK_CLASSES) {
            var path = folder + name;
            try (var in = Agent.class.getClassLoader().getResourceAsStream(path + ".class")) {
                if (in == null) {
                    throw new IOException(path + " is missing in the agent's jar");
                }
                var file = in.readAllBytes();
                define.invoke(null,
                        null, path.replace('/', '.'), file, 0, file.length, null, null);
            }
        }
    }

    /** JDK 21 has one timer for all virtual threads; done before its users are redirected. */
    private static void replaceTimer() throws ReflectiveOperationException {
        if (jdk() < 24) {
            var thread = Class.forName("java.lang.VirtualThread");
            var timer = Access.to(thread).findStaticVarHandle(
                    thread, "UNPARKER", ScheduledExecutorService.class);
            Hooks.UNPARKER = new Unparker((ScheduledExecutorService) timer.get());
        }
    }

    private static void redirectAll(Instrumentation jvm) throws UnmodifiableClassException {
        var expected = Redirects.expected(jdk());
        expected.keySet().forEach(Agent::load);
        var redirector = new Redirector();
        jvm.addTransformer(redirector, true);
        var affected = Arrays.stream(jvm.getAllLoadedClasses())
                .filter(jvm::isModifiableClass)
                .filter(Redirector::isAffected)
                .toArray(Class<?>[]::new);
        jvm.retransformClasses(affected);
        redirector.check();
        var missing = new ArrayList<String>();
        expected.forEach((user, redirects) -> redirects.forEach(redirect -> {
            if (!redirector.found(user).contains(redirect)) {
                missing.add(redirect + " in " + user);
            }
        }));
        if (!missing.isEmpty()) {
            throw new IllegalStateException("weft-sim does not know this JDK "
                    + Runtime.version() + ": it does not use " + missing
                    + "; simulated time would leak. Use JDK 21 or 25, or a newer weft-sim");
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, null);
        } catch (ClassNotFoundException e) {
            throw new UncheckedIOException(new IOException(name + " is missing", e));
        }
    }

    private static int jdk() {
        return Runtime.version().feature();
    }
}
