package dev.weft.core;

import static java.lang.System.Logger.Level.ERROR;

import dev.weft.Described;
import dev.weft.Task;
import dev.weft.run.RunnerCore;
import dev.weft.run.Work;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

/**
 * Runs the handlers of a pipe's or a listener's own events one at a time, in order, in a lane.
 * Holds at most the few events that one pipe has.
 */
final class Events extends Work {

    private record Event(String name, Task.Body body) {}

    private final ConcurrentLinkedQueue<Event> waiting = new ConcurrentLinkedQueue<>();
    private final Described of;

    Events(ThreadFactory threads, Described of) {
        super(RunnerCore.ownLane("events", threads));
        this.of = of;
    }

    void add(String name, Task.Body body) {
        waiting.add(new Event(name, body));
        signal();
    }

    @Override
    protected boolean runOne() {
        var event = waiting.poll();
        if (event == null) {
            return false;
        }
        try {
            event.body().run();
        } catch (Throwable e) {
            of.log(ERROR, "{0} threw {1}", event.name(), e);
        }
        return true;
    }

    @Override
    protected boolean isDone() {
        return false;
    }

    @Override
    public String describe() {
        return "events of " + of.describe();
    }
}
