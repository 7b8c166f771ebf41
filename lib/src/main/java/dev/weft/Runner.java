package dev.weft;

/**
 * Decides which attached task runs when, by its {@link Policy}.
 *
 * <p>A runner has no thread of its own: while there is something to do, a virtual thread runs it,
 * and it ends when there is nothing left. So an idle runner costs only its object.
 */
public interface Runner extends Described, AutoCloseable {

    /** Takes the task over from the runner that has it now; what already runs ends first. */
    Runner attach(Task task);

    /** Gives the task a lane of its own again. */
    void detach(Task task);

    /** Sets the task aside: no handler of it starts until {@link #resume}. */
    void suspend(Task task);

    /** Lets a suspended task go on where it stopped. */
    void resume(Task task);

    /** Ends the runner and closes the tasks that are attached to it. Idempotent. */
    @Override
    void close();
}
