package dev.weft.sim.fault;

/** Hears of the faults of a plan, just before they happen; it must neither block nor throw. */
public interface FaultListener {

    /** It begins. */
    void began(Fault fault);

    /** It is over. Not called for a fault of one moment. */
    default void ended(Fault fault) {}
}
