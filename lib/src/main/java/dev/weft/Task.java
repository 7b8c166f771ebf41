package dev.weft;

/**
 * Anything that a {@link Runner} can run: a channel with handlers, a sink, timers, or user code.
 *
 * <p>What a task has to do waits in bounds of its own (a channel's window, a sink's capacity) until
 * a lane runs it, one item at a time and never twice at once. A lane is a virtual thread while
 * there is something to do, and nothing at all while there is not. A task that is attached to no
 * runner has a lane for itself.
 */
public interface Task extends Described {

    /** Where a task stands with its runner. */
    enum State {
        /** Waits for its turn or for something to do. */
        READY,
        /** Its code runs now, or blocks inside a handler. */
        RUNNING,
        /** Set aside by {@link Runner#suspend}; what arrives waits, up to the task's bound. */
        SUSPENDED,
        /** Closed or finished: never runs again. */
        DONE
    }

    /** Code without arguments that may block and may throw. */
    @FunctionalInterface
    interface Body {
        /** Runs once. */
        void run() throws Exception;
    }

    /** Where this task stands now. */
    State state();
}
