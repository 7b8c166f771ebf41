package dev.weft.core;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import dev.weft.NetException;
import dev.weft.Task;
import dev.weft.trace.Traced;

/** User code on a virtual thread of its own; see {@link dev.weft.Node#run}. */
final class NodeTask extends Traced implements Task {

    private final NodeCore node;
    private final String name;
    private final Thread thread;
    private volatile boolean done;

    NodeTask(NodeCore node, String name, Body body) {
        this.node = node;
        this.name = name;
        this.thread = node.threads().newThread(() -> run(body));
        thread.setName(name);
    }

    void start() {
        thread.start();
    }

    private void run(Body body) {
        try {
            body.run();
        } catch (InterruptedException | NetException.Closed e) {
            log(DEBUG, "ended by {0}", e); // the usual end of a loop that receives or sends
        } catch (Throwable e) {
            log(ERROR, "threw {0}", e);
        } finally {
            done = true;
            node.forget(this);
        }
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Waits for its end, at most so long, and not for itself. */
    void join(long millis) throws InterruptedException {
        if (Thread.currentThread() != thread && millis > 0) {
            thread.join(millis);
        }
    }

    @Override
    public State state() {
        return done ? State.DONE : State.RUNNING;
    }

    @Override
    public String describe() {
        return "task " + name + "[" + state() + "]";
    }
}
