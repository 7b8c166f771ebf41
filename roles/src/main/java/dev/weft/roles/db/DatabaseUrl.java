package dev.weft.roles.db;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes a driver's data source of a JDBC URL, with the settings that make failures short. What the
 * URL itself sets stays. No message repeats a URL: it may hold a password.
 */
public final class DatabaseUrl {

    private static final String H2 = "jdbc:h2:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    /**
     * H2 shall behave as PostgreSQL as far as it can. A database in a file is opened by "async":
     * by default, the interrupt of one caller would close the file for all.
     */
    private static final Map<String, String> H2_SETTINGS = new TreeMap<>(Map.of(
            "MODE", "PostgreSQL", "DATABASE_TO_LOWER", "TRUE", "DEFAULT_NULL_ORDERING", "HIGH"));

    /**
     * The driver's own default is to wait for ever for a server that stands still. Times are in
     * seconds, but for the statement's, in milliseconds: it is to end before the socket's, so that
     * the connection stays of use. With several hosts in the URL it finds the one that writes.
     */
    private static final Map<String, String> POSTGRESQL_SETTINGS = new TreeMap<>(Map.of(
            "connectTimeout", "2", "socketTimeout", "3", "loginTimeout", "3",
            "tcpKeepAlive", "true", "options", "-c%20statement_timeout=1500",
            "targetServerType", "primary", "hostRecheckSeconds", "2",
            "ApplicationName", "weft"));

    private static final Pattern NAME_BEFORE_HOST = Pattern.compile("^jdbc:postgresql://[^/?]*@");

    private DatabaseUrl() {}

    /**
     * The data source for this URL; connects to nothing yet.
     *
     * @param url {@code jdbc:h2:file:PATH}, {@code jdbc:h2:mem:NAME} or
     *     {@code jdbc:postgresql://HOST[:PORT][,HOST...]/DATABASE?user=NAME}; what else the drivers
     *     know may follow
     * @throws IllegalArgumentException if it is no such URL
     */
    public static DataSource source(String url) {
        if (url.startsWith(H2)) {
            return h2(url.substring(H2.length()));
        }
        if (url.startsWith(POSTGRESQL)) {
            return postgresql(url);
        }
        throw new IllegalArgumentException("a URL of a database begins with " + H2 + "file: or "
                + POSTGRESQL + "//");
    }

    /** Whether all ends with the process: a database of H2 in memory. */
    static boolean isInMemory(String url) {
        return url.startsWith(H2 + "mem:");
    }

    private static DataSource h2(String rest) {
        var path = rest.startsWith("file:") ? "async:" + rest.substring("file:".length()) : rest;
        var url = new StringBuilder(H2).append(path);
        var settings = new TreeMap<>(H2_SETTINGS);
        if (isInMemory(H2 + rest)) {
            settings.put("DB_CLOSE_DELAY", "-1");
        }
        settings.forEach((name, value) -> {
            if (!rest.toUpperCase(Locale.ROOT).contains(";" + name + "=")) {
                url.append(';').append(name).append('=').append(value);
            }
        });
        var source = new JdbcDataSource();
        source.setURL(url.toString());
        return source;
    }

    private static DataSource postgresql(String given) {
        var url = new StringBuilder(given);
        POSTGRESQL_SETTINGS.forEach((name, value) -> {
            if (!given.contains("?" + name + "=") && !given.contains("&" + name + "=")) {
                url.append(url.indexOf("?") < 0 ? '?' : '&')
                        .append(name).append('=').append(value);
            }
        });
        var source = new PGSimpleDataSource();
        try {
            if (!NAME_BEFORE_HOST.matcher(given).find()) { // the driver would log the password
                source.setURL(url.toString());
                return source;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new IllegalArgumentException("a URL of PostgreSQL looks like " + POSTGRESQL
                + "//HOST:PORT/DATABASE?user=NAME");
    }

    /**
     * The data source for this URL, tried out once, so that what is wrong is told now, with the
     * driver's reason.
     */
    static DataSource usable(String name, String url) {
        try {
            var source = source(url);
            source.getConnection().close();
            return source;
        } catch (IllegalArgumentException | SQLException e) {
            throw new IllegalArgumentException(
                    "database " + name + " can't be used: " + e.getMessage(), e);
        }
    }
}
