package dev.weft.sim.search;

import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

/** Finds scenarios in classes. Each seed gets an object of its own. */
public final class Scenarios {

    private Scenarios() {}

    /**
     * A scenario by its name: a class that implements {@link Scenario}, or {@code class#method} for
     * a method with one parameter, a {@link Simulation}, such as that of a {@code @SimTest}.
     *
     * @throws IllegalArgumentException says what is missing
     */
    public static Scenario named(String name) {
        var parts = name.split("#", -1);
        try {
            var type = Class.forName(parts[0]);
            if (parts.length == 2) {
                var method = Arrays.stream(type.getDeclaredMethods())
                        .filter(it -> it.getName().equals(parts[1]))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                parts[0] + " has no method " + parts[1]));
                return method(type, method);
            }
            if (!Scenario.class.isAssignableFrom(type)) {
                throw new IllegalArgumentException(type.getName() + " is no "
                        + Scenario.class.getName() + "; name a method of it, as in " + name
                        + "#aPlayerNeverWaitsForEver");
            }
            var constructor = constructor(type);
            return simulation -> ((Scenario) made(constructor)).play(simulation);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("no class " + parts[0] + " on the class path", e);
        }
    }

    /**
     * A method as a scenario.
     *
     * @throws IllegalArgumentException if it or its class has another shape
     */
    public static Scenario method(Class<?> type, Method method) {
        if (!List.of(method.getParameterTypes()).equals(List.of(Simulation.class))) {
            throw new IllegalArgumentException(type.getSimpleName() + "." + method.getName()
                    + ": a scenario has one parameter, a " + Simulation.class.getName());
        }
        var constructor = constructor(type);
        method.setAccessible(true);
        return simulation -> {
            try {
                method.invoke(made(constructor), simulation);
            } catch (InvocationTargetException e) {
                throw thrown(e);
            }
        };
    }

    private static Constructor<?> constructor(Class<?> type) {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type.getName() + " needs a constructor without"
                    + " parameters, since each seed gets an object of its own", e);
        }
    }

    private static Object made(Constructor<?> constructor) throws Exception {
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw thrown(e);
        }
    }

    private static Exception thrown(InvocationTargetException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof Exception exception ? exception : e;
    }
}
