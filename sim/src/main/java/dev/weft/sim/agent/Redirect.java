package dev.weft.sim.agent;

import org.jspecify.annotations.Nullable;

/**
 * A static member whose users get the hook of the same name and type instead.
 *
 * @param owner its class, in the form of the class file
 * @param name its name
 * @param type its descriptor
 * @param user the only class in which it is redirected; null for all
 */
record Redirect(String owner, String name, String type, @Nullable String user) {

    /** For all users. */
    Redirect(String owner, String name, String type) {
        this(owner, name, type, null);
    }

    boolean concerns(String className) {
        return user == null || user.equals(className);
    }

    @Override
    public String toString() {
        return owner.replace('/', '.') + "." + name;
    }
}
