package dev.weft;

/** Anything that a {@link Runner} can run: a channel with handlers, timers, or user code. */
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
