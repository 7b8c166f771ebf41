package dev.weft.sim.agent;

/**
 * A static member whose users get the hook of the same name and type instead.
 *
 * @param owner its class, in the form of the class file
 * @param name its name
 * @param type its descriptor
 */
record Redirect(String owner, String name, String type) {

    @Override
    public String toString() {
        return owner.replace('/', '.') + "." + name;
    }
}
