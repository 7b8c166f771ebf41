package dev.weft;

/** How a {@link Runner} orders the tasks that are attached to it. */
public sealed interface Policy {

    /** Each task is for itself: one at a time within a task, all tasks at once. */
    Policy STANDALONE = new Standalone();

    /** All tasks share one lane, with at most 64 messages a turn. */
    Policy GROUP = new Group(64);

    /**
     * Handlers of a channel run on the thread that reads its pipe, without a hop, and what they
     * send leaves in one write at the end of what was read: the fastest for handlers that never
     * block. One that does stops the whole pipe, heartbeat included; so a {@code send} without
     * credit and a {@code request} throw {@link IllegalStateException} there, and {@code trySend}
     * is what to use. Other tasks, and channels of local pipes, run as with STANDALONE.
     */
    Policy INLINE = new Inline();

    /** See {@link #INLINE}. */
    record Inline() implements Policy {}

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
