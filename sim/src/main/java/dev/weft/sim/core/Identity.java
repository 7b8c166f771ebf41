package dev.weft.sim.core;

import dev.weft.sim.agent.hook.HostClock;
import org.jspecify.annotations.Nullable;

/** What stays of a host over all its lives: its name, its chance, its clock. */
public final class Identity {

    private static final long IDS_OF_A_HOST = 1L << 40;

    private final String name;
    private final Stream chance;
    private long lastThreadId;
    private @Nullable HostClock clock;

    Identity(String name, int number, Stream chance) {
        this.name = name;
        this.chance = chance;
        lastThreadId = number * IDS_OF_A_HOST;
    }

    /** The host's name. */
    public String name() {
        return name;
    }

    /** Draws the host's next random bits. */
    long nextLong() {
        return chance.nextLong();
    }

    /** Tells in its upper bits whose thread it is. */
    long nextThreadId() {
        return ++lastThreadId;
    }

    /** The clock; null as long as it tells the true time. */
    public @Nullable HostClock clock() {
        return clock;
    }

    /** Gives it another clock. */
    void clock(@Nullable HostClock other) {
        clock = other;
    }
}
