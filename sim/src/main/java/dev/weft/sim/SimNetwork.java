package dev.weft.sim;

import java.time.Duration;
import java.util.List;

/**
 * The network between the hosts, with TCP's manners: order, back-pressure, finite buffers, resets.
 *
 * <p>A fault reaches the bytes that are on their way. A cut or a clog loses no bytes of a
 * connection: they wait and arrive after its end, as TCP sends them again; connects wait as well,
 * until they time out. Hosts are named as in {@link Simulation#host}; an unknown name is refused
 * with an {@link IllegalArgumentException}.
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

    /** Ends every cut, clog and refusal. */
    void heal();

    /** Holds back what goes from one host to another, until {@link #unclog}; it is not lost. */
    void clog(String from, String to);

    /** Lets what was held back go on at once, without the wait for TCP's next try. */
    void unclog(String from, String to);

    /** Clogs all paths from and to a host. */
    void clog(String host);

    /** Ends {@link #clog(String)}. */
    void unclog(String host);

    /**
     * Swizzle-clogging (FoundationDB): clogs these hosts one after the other at random times, and
     * unclogs them at random times in another order; all is over after that long.
     */
    void swizzleClog(List<String> hosts, Duration over);

    /** Lets a host answer new connections with a reset; those that stand are not touched. */
    void refuse(String host);

    /** Ends {@link #refuse}. */
    void admit(String host);

    /** How long packets take between two hosts, both ways. */
    void latency(String a, String b, Latency latency);

    /** How long packets take on all paths that have no latency of their own. */
    void latency(Latency latency);

    /** Adds latency to the path between two hosts, both ways; zero ends it. */
    void slow(String a, String b, Duration extra);

    /**
     * Limits the path between two hosts, each way.
     *
     * @param bytesPerSecond at least 1; {@link Long#MAX_VALUE} ends the limit
     */
    void bandwidth(String a, String b, long bytesPerSecond);

    /** Resets every connection between two hosts, as a middlebox that lost its table does. */
    void reset(String a, String b);

    /**
     * Every connection between two hosts dies without a word, as behind a middlebox that forgot
     * it: what is sent vanishes, and both ends believe in it for ever. New ones work.
     */
    void halfOpen(String a, String b);
}
