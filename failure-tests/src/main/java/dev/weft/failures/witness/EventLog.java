package dev.weft.failures.witness;

import dev.weft.sim.fault.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Keeps all that was told in a run. Bounded by the length of the run. */
public final class EventLog implements Witness {

    private final List<Told> all = new ArrayList<>();
    private int faults;

    @Override
    public void heard(Told told) {
        all.add(told);
    }

    @Override
    public void began(Duration now, Fault fault) {
        faults++;
    }

    /** Everything, in order. */
    public List<Told> all() {
        return Collections.unmodifiableList(all);
    }

    /** The events of this name. */
    public Stream<Told> of(String what) {
        return all.stream().filter(told -> told.what().equals(what));
    }

    /** The events of this name after that time, up to the other. */
    public Stream<Told> between(Duration from, Duration to, String what) {
        return of(what).filter(told ->
                told.at().compareTo(from) > 0 && told.at().compareTo(to) <= 0);
    }

    /** Games that came to their end. */
    public int games() {
        return (int) of("game-ended").count();
    }

    /** Faults that began. */
    public int faults() {
        return faults;
    }
}
