package dev.weft.sim;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A simulated database server: a real SQL engine, reached over connections that fail on purpose.
 *
 * <p>Each statement and each commit takes a round trip of virtual time. Transactions run one at a
 * time, in the order in which their first statements arrive. What was committed survives every
 * crash of a host. Errors carry PostgreSQL's SQLStates: 08001 refused, 08006 connection lost,
 * 57P01 session ended by the server.
 *
 * <p>Faults may be called by {@link Simulation#at actions} and between two runs.
 */
public interface SimDatabase {

    /** The name. */
    String name();

    /** Gives connections to threads of simulated hosts. */
    DataSource dataSource();

    /** The server is gone: connections break, transactions are rolled back, new ones refused. */
    void down();

    /** The server stands still: statements and connects wait until {@link #up}. */
    void freeze();

    /** Ends down and freeze; what waits is done, also for callers that have given up. */
    void up();

    /** Adds this to each round trip; zero ends it. */
    void slow(Duration extra);

    /** Ends every session, with 57P01 at the next use; the server stays up. */
    void killSessions();

    /**
     * A standby takes over: all connections break, new ones are refused for this long, then the
     * server is up again. What was committed is kept; open transactions are rolled back.
     */
    void failOver(Duration unavailable);

    /** The next statements fail with this SQLState; their connections stay usable. */
    void failNext(int statements, String sqlState);

    /** The next commits are lost on the way: connection broken, transaction rolled back. */
    void loseBeforeCommit(int commits);

    /** The next commits are done, but their callers never hear of it: connection broken. */
    void loseAfterCommit(int commits);

    /** Each commit is lost with this chance, half of them before and half after it is done. */
    void flaky(double chance);

    /** Reads committed rows at once, without faults and latency, for invariants. */
    List<Map<String, Object>> query(String sql, Object... parameters);

    /** As {@link #query} for one number, such as a count. */
    long number(String sql, Object... parameters);

    /** Writes at once, without faults and latency, to prepare data. */
    int update(String sql, Object... parameters);
}
