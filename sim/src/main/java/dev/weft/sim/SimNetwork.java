package dev.weft.sim;

import java.time.Duration;

/**
 * The network between the hosts, with TCP's manners: order, back-pressure, finite buffers, resets.
 *
 * <p>A cut loses no bytes of a connection: they wait and arrive after it is healed, as TCP sends
 * them again. Hosts are named as in {@link Simulation#host}.
 */
public interface SimNetwork {

    /** Cuts the path between two hosts, both ways. */
    void partition(String a, String b);

    /** Cuts the path of one direction only. */
    void partitionOneWay(String from, String to);

    /** Cuts the paths between this host and all others, both ways. */
    void isolate(String host);

    /** Ends {@link #isolate}. */
    void rejoin(String host);

    /** Heals the path between two hosts, both ways. */
    void heal(String a, String b);

    /** Heals every path. */
    void heal();

    /** Adds latency to the path between two hosts, both ways; zero ends it. */
    void slow(String a, String b, Duration extra);

    /** Resets every connection between two hosts, as a middlebox that lost its table does. */
    void reset(String a, String b);
}
