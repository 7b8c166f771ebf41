package dev.weft.sim.net;

/** What travels on a {@link Flow}. */
@FunctionalInterface
interface Packet {

    /** Happens at the other end. */
    void arrive();
}
