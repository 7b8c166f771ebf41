package dev.weft.failures.invariant;

import dev.weft.failures.witness.Records;
import dev.weft.failures.witness.Witness;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that must hold. It listens all the time, and looks now and then; the first violation
 * stays. Confined to the simulation that it listens to.
 */
public abstract class Invariant implements Witness {

    private final String id;
    private final String statement;
    private @Nullable String violation;

    Invariant(String id, String statement) {
        this.id = id;
        this.statement = statement;
    }

    /** Its short name. */
    public final String id() {
        return id;
    }

    /** What it says, in one line. */
    public final String statement() {
        return statement;
    }

    /** Throws {@link AssertionError} if it was violated. */
    public final void check() {
        if (violation != null) {
            throw new AssertionError(violation);
        }
    }

    /** Looks at the databases, and for what is overdue; {@link #check} tells what was found. */
    public void look(Duration now, Records records) {}

    /** Notes how it was violated. */
    final void violated(String how) {
        if (violation == null) {
            violation = how;
        }
    }

    @Override
    public final String toString() {
        return id + " " + statement;
    }
}
