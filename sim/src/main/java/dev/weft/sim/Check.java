package dev.weft.sim;

/** Something that must hold, or that is waited for. */
@FunctionalInterface
public interface Check {

    /** Whether it holds; an {@link AssertionError} says no with a reason. */
    boolean holds() throws Exception;
}
