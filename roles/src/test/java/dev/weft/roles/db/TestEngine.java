package dev.weft.roles.db;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;

/**
 * The engines that tests of databases run on: {@code -Dweft.db=h2} or {@code postgresql} takes only
 * this one. Where no PostgreSQL can start, its tests are skipped and say why; but one who asked for
 * it sees them fail.
 */
public enum TestEngine {
    H2,
    POSTGRESQL;

    private static final String ASKED = System.getProperty("weft.db", "");

    /** Those to test on. */
    public static List<TestEngine> all() {
        return Arrays.stream(values())
                .filter(it -> ASKED.isEmpty()
                        || it == valueOf(ASKED.toUpperCase(Locale.ROOT)))
                .toList();
    }

    /** The URL of a new, empty database. */
    public String url() {
        var name = "weft_" + UUID.randomUUID().toString().replace('-', '_');
        if (this == H2) {
            return "jdbc:h2:mem:" + name;
        }
        try {
            return Postgres.shared().create(name);
        } catch (Postgres.CantStart e) {
            Assumptions.assumeFalse(ASKED.isEmpty(), e.getMessage());
            throw e;
        }
    }

    /** A new, empty database. */
    public DataSource fresh() {
        return DatabaseUrl.source(url());
    }
}
