package dev.weft.sim;

import dev.weft.sim.core.Life;
import dev.weft.sim.core.Loop;
import dev.weft.transport.Network;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** A host: its lives one after the other. Confined to the carrier. */
final class SimHost implements Host {

    private final Simulation simulation;
    private final Loop loop;
    private final String name;
    private final int number;
    private final Action body;

    private State state = State.CRASHED;
    private @Nullable Life life;
    private boolean done;

    SimHost(Simulation simulation, Loop loop, String name, Action body) {
        this.simulation = simulation;
        this.loop = loop;
        this.name = name;
        this.body = body;
        number = loop.newHost(name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    /** Begins a life; its program starts when the loop comes to it. */
    void start() {
        state = State.UP;
        done = false;
        var fresh = loop.life(name, number);
        life = fresh;
        simulation.note(name, "starts");
        loop.after(0, fresh, () -> fresh.start(name, this::live));
    }

    private void live() {
        try {
            body.run();
        } catch (Throwable e) {
            simulation.failed(name, e);
        } finally {
            done = true;
        }
    }

    @Override
    public void crash() {
        end(State.CRASHED, "crashes");
    }

    @Override
    public void kill() {
        end(State.KILLED, "is killed");
    }

    @Override
    public void restart() {
        var before = life();
        if (isAlive()) {
            simulation.note(name, "is killed");
        }
        start();
        before.end(); // last: a thread that restarts its own host stops here
    }

    @Override
    public void pause() {
        if (state == State.UP) {
            simulation.note(name, "stands still");
            state = State.PAUSED;
            life().pause();
        }
    }

    @Override
    public void resume() {
        if (state == State.PAUSED) {
            simulation.note(name, "goes on");
            state = State.UP;
            life().resume();
        }
    }

    @Override
    public Network network() {
        throw new IllegalStateException("not yet");
    }

    @Override
    public ThreadFactory threads() {
        return life().threads(name + "-");
    }

    private void end(State after, String what) {
        if (isAlive()) {
            simulation.note(name, what);
            state = after;
            life().end();
        }
    }

    private boolean isAlive() {
        return state == State.UP || state == State.PAUSED;
    }

    private Life life() {
        if (life == null) {
            throw new IllegalStateException(name + " has not started; it does so in the next run");
        }
        return life;
    }
}
