package dev.weft.sim.agent;

import org.jspecify.annotations.Nullable;

/**
 * A static member whose users get the hook of the same name and type instead.
 *
 * @param owner its class, in the form of the class file
 * @param name its name
 * @param type its descriptor
 * @param user the only class in which it is redirected; null for all
 * @param hooks the class with the hook
 */
record Redirect(String owner, String name, String type, @Nullable String user, Hooks hooks) {

    /** The classes with hooks. */
    enum Hooks {
        /** What a simulation answers. */
        ANSWERS("Hooks"),
        /** What it cannot steer. */
        LEAKS("Leaks");

        private final String type;

        Hooks(String name) {
            type = "dev/weft/sim/agent/hook/" + name;
        }

        /** The class, in the form of the class file. */
        String type() {
            return type;
        }
    }

    /** For all users. */
    Redirect(String owner, String name, String type) {
        this(owner, name, type, null, Hooks.ANSWERS);
    }

    boolean concerns(String className) {
        return user == null || user.equals(className);
    }

    @Override
    public String toString() {
        return owner.replace('/', '.') + "." + name;
    }
}
