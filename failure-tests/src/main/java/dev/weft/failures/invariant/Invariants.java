package dev.weft.failures.invariant;

import dev.weft.failures.witness.Told;
import dev.weft.failures.witness.Witness;
import dev.weft.sim.fault.Fault;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** All that must hold in a run of the cluster. A run has its own. */
public final class Invariants implements Witness {

    private final List<Invariant> all;

    /** For a cluster with these clients. */
    public Invariants(List<String> clients) {
        all = List.of(
                new KeyOpensOnce(),
                new NobodyIsLockedOut(),
                new OnlyDeadLobbiesLoseUsers(),
                new EpochsGrow(),
                new TicketsAreConserved(),
                new TicketInOneMatch(),
                new UserInOneGame(),
                new EveryonePlaysAgain(clients),
                new ReservationsEnd(),
                new OneInstancePerMatch(),
                new ResultsCountOnce(),
                new ClientsAgree(),
                new OneMatchmaker(),
                new EndedGamesAreStored(),
                new ResultsWaitOnlyForDeadShards());
    }

    /** Each by itself. */
    public List<Invariant> all() {
        return all;
    }

    @Override
    public void heard(Told told) {
        each(invariant -> invariant.heard(told));
    }

    @Override
    public void began(Duration now, Fault fault) {
        each(invariant -> invariant.began(now, fault));
    }

    @Override
    public void ended(Duration now, Fault fault) {
        each(invariant -> invariant.ended(now, fault));
    }

    @Override
    public void rung(Duration now) {
        each(invariant -> invariant.rung(now));
    }

    @Override
    public void settled(Duration now) {
        each(invariant -> invariant.settled(now));
    }

    private void each(Consumer<Invariant> action) {
        all.forEach(action);
    }
}
