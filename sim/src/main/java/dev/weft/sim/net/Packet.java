package dev.weft.sim.net;

/** What travels on a {@link Flow}. */
@FunctionalInterface
interface Packet {

    /** Happens at the other end. */
    void arrive();

    /** Happens when it meets a cut on its way. */
    default void held() {}

    /** Happens when it is gone. */
    default void lost() {}
}
