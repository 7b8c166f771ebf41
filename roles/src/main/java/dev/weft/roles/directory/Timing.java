package dev.weft.roles.directory;

import dev.weft.roles.db.runner.Database;
import java.time.Duration;

/**
 * The times that all servers share.
 *
 * @param lease how long a server counts as alive after it last said so
 * @param renewal how often it says so, and looks who else is there; well below the lease
 * @param beat silence after which a channel is pinged
 * @param silence silence after which a peer is given up
 * @param answer how long to wait for a connection or an answer
 * @param database bounds of each database runner
 */
public record Timing(
        Duration lease, Duration renewal, Duration beat, Duration silence, Duration answer,
        Database.Settings database) {

    /** Lease 5 s, renewed each second; heartbeat 1 s, given up after 3 s; answers within 2 s. */
    public static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(1),
            Duration.ofSeconds(3), Duration.ofSeconds(2), Database.Settings.DEFAULT);
}
