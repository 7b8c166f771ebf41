package dev.weft.sim;

import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.FaultListener;
import dev.weft.sim.fault.FaultPlan;
import dev.weft.sim.fault.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Draws the plan of a simulation, and lets its faults happen. Confined to the carrier. */
final class Outages {

    /** A client should try again after this one, so that it finds programs that do not. */
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final double EVERY_SECOND = 0.5;
    private static final long NANOS_OF_A_MILLIONTH = 1_000;

    private final Simulation simulation;
    private final Map<String, ? extends SimDatabase> databases;
    private final List<FaultListener> listeners = new ArrayList<>();
    private final @Nullable FaultPlan replayed;
    private @Nullable Faults possible;
    private FaultPlan plan = FaultPlan.NONE;

    /**
     * Of a simulation that has not begun.
     *
     * @param replayed what happens, whatever is said later; null for that
     */
    Outages(Simulation simulation, Map<String, ? extends SimDatabase> databases,
            @Nullable FaultPlan replayed) {
        this.simulation = simulation;
        this.databases = databases;
        this.replayed = replayed;
    }

    void listen(FaultListener listener) {
        listeners.add(listener);
    }

    void draw(Faults from) {
        possible = from;
    }

    void plan(FaultPlan exactly) {
        plan = exactly;
    }

    FaultPlan plan() {
        return plan;
    }

    /** The simulation begins with these hosts. */
    void schedule(Duration length, List<String> hosts) {
        if (replayed != null) {
            plan = replayed;
        } else if (possible != null) {
            plan = possible.draw(
                    simulation.seed(), length, hosts, List.copyOf(databases.keySet()));
        }
        plan.check(hosts, databases.keySet());
        for (var fault : plan.faults()) {
            simulation.at(fault.at(), fault.text(), () -> {
                listeners.forEach(listener -> listener.began(fault));
                begin(fault);
            });
            if (fault.kind().lasts()) {
                simulation.at(fault.end(), fault.target() + " is well again", () -> {
                    listeners.forEach(listener -> listener.ended(fault));
                    end(fault);
                });
            }
        }
    }

    private void begin(Fault fault) {
        var target = fault.target();
        switch (fault.kind()) {
            case CRASH -> simulation.host(target).crash();
            case KILL -> simulation.host(target).kill();
            case STOP -> simulation.host(target).stop(fault.length());
            case PAUSE -> simulation.host(target).pause();
            case CLOCK_JUMP -> simulation.host(target).jumpClock(fault.by());
            case CLOCK_DRIFT -> simulation.host(target).driftClock(
                    (double) fault.by().toNanos() / NANOS_OF_A_MILLIONTH);
            case PARTITION -> simulation.network().partition(target, peer(fault));
            case PARTITION_ONE_WAY -> simulation.network().partitionOneWay(target, peer(fault));
            case ISOLATE -> simulation.network().isolate(target);
            case CLOG -> simulation.network().clog(target);
            case CLOG_ONE_WAY -> simulation.network().clog(target, peer(fault));
            case REFUSE -> simulation.network().refuse(target);
            case SLOW_LINK -> simulation.network().slow(target, peer(fault), fault.by());
            case RESET -> simulation.network().reset(target, peer(fault));
            case HALF_OPEN -> simulation.network().halfOpen(target, peer(fault));
            case DATABASE_DOWN -> database(fault).down();
            case DATABASE_FREEZE -> database(fault).freeze();
            case FAIL_OVER -> database(fault).failOver(fault.length());
            case DATABASE_SLOW -> database(fault).slow(fault.by());
            case DATABASE_ERROR -> database(fault).failNext(1, SERIALIZATION_FAILURE);
            case LOSE_BEFORE_COMMIT -> database(fault).loseBeforeCommit(1);
            case LOSE_AFTER_COMMIT -> database(fault).loseAfterCommit(1);
            case LOSE_REPLIES -> database(fault).flaky(EVERY_SECOND);
            case KILL_SESSIONS -> database(fault).killSessions();
        }
    }

    private void end(Fault fault) {
        var target = fault.target();
        switch (fault.kind()) {
            case CRASH, KILL, STOP -> simulation.host(target).restart();
            case PAUSE -> simulation.host(target).resume();
            case CLOCK_JUMP, CLOCK_DRIFT -> simulation.host(target).syncClock();
            case PARTITION, PARTITION_ONE_WAY -> simulation.network().heal(target, peer(fault));
            case ISOLATE -> simulation.network().rejoin(target);
            case CLOG -> simulation.network().unclog(target);
            case CLOG_ONE_WAY -> simulation.network().unclog(target, peer(fault));
            case REFUSE -> simulation.network().admit(target);
            case SLOW_LINK -> simulation.network().slow(target, peer(fault), Duration.ZERO);
            case DATABASE_DOWN, DATABASE_FREEZE -> database(fault).up();
            case DATABASE_SLOW -> database(fault).slow(Duration.ZERO);
            case LOSE_REPLIES -> database(fault).flaky(0);
            case FAIL_OVER -> { } // comes up by itself
            case RESET, HALF_OPEN, DATABASE_ERROR, LOSE_BEFORE_COMMIT, LOSE_AFTER_COMMIT,
                KILL_SESSIONS -> throw new IllegalStateException(fault + " has no end");
        }
    }

    private static String peer(Fault fault) {
        return fault.targets().get(1);
    }

    private SimDatabase database(Fault fault) {
        return databases.get(fault.target());
    }
}
