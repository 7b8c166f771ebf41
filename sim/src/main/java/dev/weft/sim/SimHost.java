package dev.weft.sim;

import dev.weft.sim.agent.hook.HostClock;
import dev.weft.sim.core.Identity;
import dev.weft.sim.core.Life;
import dev.weft.sim.core.Loop;
import dev.weft.sim.events.Trouble;
import dev.weft.sim.net.Machine;
import dev.weft.transport.Network;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** A host: its lives one after the other. Confined to the carrier. */
final class SimHost implements Host {

    private final Simulation simulation;
    private final Loop loop;
    private final String name;
    private final Identity identity;
    private final Machine machine;
    private final Program program;
    private final Trouble trouble;
    private final Trouble clockTrouble;

    private State state = State.CRASHED;
    private @Nullable Life life;
    private boolean done;

    /** What each life runs. */
    @FunctionalInterface
    interface Program {
        void run(SimHost host) throws Exception;
    }

    SimHost(Simulation simulation, Loop loop, Machine machine, String name, Program program) {
        this.simulation = simulation;
        this.loop = loop;
        this.name = name;
        this.machine = machine;
        this.program = program;
        identity = loop.newHost(name);
        trouble = new Trouble(loop.log(), name);
        clockTrouble = new Trouble(loop.log(), name);
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
        var fresh = loop.life(identity);
        life = fresh;
        machine.powerOn();
        simulation.note(name, "starts");
        trouble.end();
        loop.after(0, fresh, () -> fresh.start(name, this::live));
    }

    private void live() {
        try {
            program.run(this);
        } catch (Throwable e) {
            simulation.failed(name, e);
        } finally {
            done = true;
        }
    }

    @Override
    public void crash() {
        if (isAlive()) {
            simulation.note(name, "crashes");
            state = State.CRASHED;
            trouble.begin("without power");
            machine.powerOff();
            life().end();
        }
    }

    @Override
    public void kill() {
        if (isAlive()) {
            simulation.note(name, "is killed");
            state = State.KILLED;
            trouble.begin("killed");
            machine.reset();
            life().end();
        }
    }

    @Override
    public void stop(Duration grace) {
        if (state != State.UP) {
            return;
        }
        simulation.note(name, "is told to stop");
        var told = life();
        told.stop(() -> {
            simulation.note(name, "stops");
            state = State.STOPPED;
            trouble.begin("stopped");
            machine.exit();
            told.end();
        });
        loop.after(grace.toNanos(), told, () -> {
            simulation.note(name, "did not stop in time");
            kill();
        });
    }

    @Override
    public void restart() {
        var before = life();
        if (isAlive()) {
            simulation.note(name, "is killed");
            machine.reset();
        }
        start();
        before.end(); // last: a thread that restarts its own host stops here
    }

    @Override
    public void pause() {
        if (state == State.UP) {
            simulation.note(name, "stands still");
            state = State.PAUSED;
            trouble.begin("stands still");
            life().pause();
        }
    }

    @Override
    public void resume() {
        if (state == State.PAUSED) {
            simulation.note(name, "goes on");
            state = State.UP;
            trouble.end();
            life().resume();
        }
    }

    @Override
    public void jumpClock(Duration by) {
        simulation.note(name, "its clock jumps by " + by.toMillis() + " ms");
        clockTrouble.begin("its clock is wrong");
        loop.clock(identity, clock().jumped(by.toNanos()));
    }

    @Override
    public void driftClock(double partsPerMillion) {
        if (!(partsPerMillion >= -500_000 && partsPerMillion <= 1_000_000)) {
            throw new IllegalArgumentException("clock of " + name + ": drift of " + partsPerMillion
                    + " ppm; must be from -500000 to 1000000");
        }
        simulation.note(name, "its clock drifts by " + partsPerMillion + " ppm");
        clockTrouble.begin("its clock is wrong");
        loop.clock(identity, clock().drifting(loop.nanos, partsPerMillion / 1e6));
    }

    @Override
    public void syncClock() {
        simulation.note(name, "its clock is set right");
        clockTrouble.end();
        loop.clock(identity, clock().synced(loop.nanos));
    }

    private HostClock clock() {
        var clock = identity.clock();
        return clock == null ? new HostClock() : clock;
    }

    @Override
    public Network network() {
        return machine.network(life());
    }

    @Override
    public ThreadFactory threads() {
        return life().threads(name + "-");
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
