package dev.weft.roles.db;

/**
 * The database does not answer. What was asked for may have been done nevertheless: ask again with
 * the same idempotency key, or look.
 */
public final class DatabaseDown extends Exception {
    private static final long serialVersionUID = 1;

    DatabaseDown(String message) {
        super(message);
    }

    DatabaseDown(String message, Throwable cause) {
        super(message, cause);
    }
}
