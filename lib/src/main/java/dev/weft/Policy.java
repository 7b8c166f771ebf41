package dev.weft;

/** How a {@link Runner} orders the tasks that are attached to it. */
public sealed interface Policy {

    /** Each task is for itself: one at a time within a task, all tasks at once. */
    Policy STANDALONE = new Standalone();

    /** All tasks share one lane, with at most 64 messages a turn. */
    Policy GROUP = new Group(64);

    /** See {@link #STANDALONE}. */
    record Standalone() implements Policy {}

    /**
     * One lane for all: whatever is attached happens one at a time, so handlers of a group need no
     * locks among themselves. The lane is held until a handler returns, also while it blocks.
     *
     * @param maxBatch messages that a task may handle before the next task has its turn, 1 or more
     */
    record Group(int maxBatch) implements Policy {
        /** Checks the range. */
        public Group {
            if (maxBatch < 1) {
                throw new IllegalArgumentException("maxBatch < 1: " + maxBatch);
            }
        }
    }
}
