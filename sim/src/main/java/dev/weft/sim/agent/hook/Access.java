package dev.weft.sim.agent.hook;

import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;

/** Carries the agent's access to classes of java.base to the hooks. */
public final class Access {

    /** Full access by class; empty without the agent. Filled before main, then only read. */
    private static final Map<Class<?>, MethodHandles.Lookup> LOOKUPS = new HashMap<>();

    private Access() {}

    /** Called by the agent. */
    public static void grant(Class<?> target, MethodHandles.Lookup access) {
        LOOKUPS.put(target, access);
    }

    /** Whether the agent has run. */
    public static boolean isGranted() {
        return !LOOKUPS.isEmpty();
    }

    /** Access to the members of one class. */
    public static MethodHandles.Lookup to(Class<?> target) {
        var access = LOOKUPS.get(target);
        if (access == null) {
            throw new IllegalStateException("the agent gave no access to " + target);
        }
        return access;
    }
}
