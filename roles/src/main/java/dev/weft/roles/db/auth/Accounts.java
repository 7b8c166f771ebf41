package dev.weft.roles.db.auth;

import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import java.sql.SQLException;
import java.util.Optional;

/** The tables {@code account} and {@code session}: who a user is, and which login of his counts. */
public final class Accounts {

    /**
     * A row of {@code account}.
     *
     * @param uid who
     * @param passHash as the login server wrote it
     * @param open false: the operator closed it
     */
    public record Account(long uid, String passHash, boolean open) {}

    private final Database auth;

    /** Over the auth database. */
    public Accounts(Database auth) {
        this.auth = auth;
    }

    /** The account of this name. */
    public Optional<Account> find(String name) throws DatabaseDown, InterruptedException {
        return auth.transaction("account-find", sql -> sql.first(
                "select uid, pass_hash, state from account where name = ?",
                Accounts::account, name));
    }

    /** Makes the account, unless there is one of this name; returns the one that there is. */
    public Account create(long uid, String name, String passHash)
            throws DatabaseDown, InterruptedException {
        return auth.transaction("account-create", sql -> {
            sql.update("insert into account (uid, name, pass_hash, state)"
                    + " values (?, ?, ?, 0) on conflict do nothing", uid, name, passHash);
            return sql.first(
                    "select uid, pass_hash, state from account where name = ?",
                    Accounts::account, name)
                    .orElseThrow(() -> new SQLException("uid taken by another name", "23505"));
        });
    }

    private static Account account(java.sql.ResultSet row) throws SQLException {
        return new Account(row.getLong(1), row.getString(2), row.getInt(3) == 0);
    }
}
