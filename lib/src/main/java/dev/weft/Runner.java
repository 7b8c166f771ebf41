package dev.weft;

/**
 * Decides which attached task runs when, by its {@link Policy}: everything attached to one GROUP
 * happens one at a time, so its handlers need no locks among themselves; everything else happens at
 * once.
 *
 * <p><b>Threads.</b> A runner has none of its own: while there is something to do, a virtual thread
 * runs it, and it ends when there is nothing left. The lane is held until a handler returns, also
 * while it blocks; only the reply to a {@link Channel#request} needs no lane.
 *
 * <p><b>Coming and going.</b> Tasks may be attached, detached, suspended and resumed at any time,
 * from any thread and in a handler, also their own. The handler that runs then ends where it is;
 * the next one already obeys. Nothing is lost: what arrives meanwhile waits with its task.
 *
 * <p><b>Bounds.</b> Tasks bound themselves. At most 100,000 may be attached when code is to
 * {@link #run}.
 *
 * <p><b>End.</b> {@link #close} closes what is attached, interrupts code that runs, and lets code
 * that waits never begin. A runner is closed with its node.
 */
public interface Runner extends Described, AutoCloseable {

    /**
     * The numbers of a runner at one time.
     *
     * @param name the name
     * @param policy how it orders its tasks
     * @param ready tasks that wait for their turn or for something to do
     * @param running tasks whose code runs
     * @param suspended tasks that are set aside
     */
    record Snapshot(String name, Policy policy, int ready, int running, int suspended) {}

    /**
     * Takes a channel, a sink or timers over from the runner that has it now; what already runs
     * ends first. User code is not moved: {@link #run} begins it here.
     */
    Runner attach(Task task);

    /**
     * Gives the task a lane of its own again, in which it goes on if it was suspended; nothing
     * happens when it is not attached here.
     */
    void detach(Task task);

    /**
     * Runs code once in the runner, when its turn comes: in a GROUP in the order of the calls, and
     * never while a handler of the group runs. From any thread; does not wait.
     *
     * @param name for people
     * @param body what it throws is logged; it is interrupted when the runner or node closes
     * @throws NetException.OverLimit when 100,000 tasks are attached
     */
    Task run(String name, Task.Body body);

    /** Sets a task of this runner aside: no handler of it starts until {@link #resume}. */
    void suspend(Task task);

    /** Lets a suspended task go on where it stopped. */
    void resume(Task task);

    /** Its numbers now. */
    Snapshot snapshot();

    /** Ends the runner and closes the tasks that are attached to it. Idempotent. */
    @Override
    void close();
}
