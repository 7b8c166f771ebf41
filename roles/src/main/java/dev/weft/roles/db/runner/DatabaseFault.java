package dev.weft.roles.db.runner;

/** A statement of ours that the database refused: a bug here or a schema that is not ours. */
public final class DatabaseFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    DatabaseFault(String message, Throwable cause) {
        super(message, cause);
    }
}
