package dev.weft.sim.core;

import java.util.HashSet;
import java.util.Set;

/** Reports what simulated code does that the simulation does not steer. Confined to the carrier. */
final class Unsteered {

    private final Loop loop;
    private final Set<String> tolerated = new HashSet<>();
    private final Set<String> told = new HashSet<>();

    Unsteered(Loop loop) {
        this.loop = loop;
    }

    void tolerate(String kind) {
        tolerated.add(kind);
    }

    /** Ends the run, or tells each place once when it is tolerated. */
    boolean report(String kind, String what) {
        var stack = new Throwable(what);
        var text = "host " + loop.current().host() + ": " + what + " " + place(stack);
        if (!tolerated.contains(kind)) {
            loop.fail(text + ": the simulator cannot steer it, so that the run is not repeatable. "
                    + advice(kind) + ", or tolerate Leak." + kind, stack);
        } else if (told.add(text)) {
            loop.trace().note(loop.current().host(), "tolerated: " + what);
            System.getLogger("dev.weft.sim").log(System.Logger.Level.WARNING,
                    "seed " + loop.seed() + ", " + text + "; tolerated", stack);
        }
        return tolerated.contains(kind);
    }

    /** The program's own method and line. */
    private static String place(Throwable stack) {
        for (var frame : stack.getStackTrace()) {
            var type = frame.getClassName();
            if (!type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith("sun.")
                    && !type.startsWith("dev.weft.sim.agent.")
                    && !type.startsWith("dev.weft.sim.core.")) {
                return "at " + frame;
            }
        }
        return "by the JDK";
    }

    private static String advice(String kind) {
        return switch (kind) {
            case "SOCKET" -> "Use the network of the host or its node";
            case "PLATFORM_THREAD" -> "Use Thread.ofVirtual(), also as the factory of a pool";
            case "COMMON_POOL" -> "Give it Executors.newVirtualThreadPerTaskExecutor(), or wait "
                    + "on a virtual thread";
            default -> "Give it a seed of the simulation";
        };
    }
}
