package dev.weft.sim.timeline;

/**
 * A line of a timeline, on which the events of one place stand.
 *
 * @param name of the place
 * @param kind "host", "database", or "" for what is neither
 */
public record Lane(String name, String kind) {}
