package dev.weft.roles.db.runner;

import org.jspecify.annotations.Nullable;

/**
 * The database can't do it now. Whether it was done nevertheless says {@link #outcome}: where that
 * is unknown, ask again with the same idempotency key, or look.
 */
public final class DatabaseDown extends Exception {
    private static final long serialVersionUID = 1;

    /** What became of the transaction. */
    public enum Outcome {
        /** Nothing of it was done, and nothing will be. */
        NOT_DONE,
        /** Its commit was sent, and never answered. */
        UNKNOWN
    }

    private final Outcome outcome;

    /** For those who can tell that nothing was done. */
    public DatabaseDown(String message) {
        this(message, Outcome.NOT_DONE, null);
    }

    DatabaseDown(String message, Outcome outcome, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
    }

    /** What became of the transaction. */
    public Outcome outcome() {
        return outcome;
    }
}
