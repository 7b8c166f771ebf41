package dev.weft.bench;

/** A library to compare: how it serves a load and how it drives one. */
public interface Peer {

    /** Starts the server and gives its port; it serves until the process ends. */
    int serve(Load load) throws Exception;

    /** Connects. */
    Driver connect(Load load, int port) throws Exception;

    /** A connected client. */
    @FunctionalInterface
    interface Driver {

        /** Drives the load for about so long, and waits until the other side has all of it. */
        Result run(long nanos) throws Exception;
    }

    /**
     * What a round has given.
     *
     * @param count messages or round trips
     * @param nanos how long they took in all
     * @param p50Nanos the median of one; 0 where single ones are not timed
     * @param p99Nanos 99 of 100 were faster; 0 where single ones are not timed
     */
    record Result(long count, long nanos, long p50Nanos, long p99Nanos) {

        /** Of a load in which single messages are not timed. */
        public static Result of(long count, long nanos) {
            return new Result(count, nanos, 0, 0);
        }
    }
}
