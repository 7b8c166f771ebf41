package dev.weft.sim.db;

import dev.weft.sim.core.Stream;
import org.jspecify.annotations.Nullable;

/** What a server has been told to do wrong. Confined to the carrier. */
final class Faults {

    /** What becomes of a commit. */
    enum Commit {
        GOES_WELL("is committed"),
        LOST_BEFORE("loses a connection before a commit"),
        LOST_AFTER("loses a connection after a commit");

        private final String text;

        Commit(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    private final Stream chance;
    private int failures;
    private String failureState = "";
    private int lostBefore;
    private int lostAfter;
    private double flaky;
    private long slowerNanos;

    Faults(Stream chance) {
        this.chance = chance;
    }

    void failNext(int statements, String sqlState) {
        failures = statements;
        failureState = sqlState;
    }

    void loseBefore(int commits) {
        lostBefore = commits;
    }

    void loseAfter(int commits) {
        lostAfter = commits;
    }

    void flaky(double newChance) {
        flaky = newChance;
    }

    void slower(long nanos) {
        slowerNanos = nanos;
    }

    long slowerNanos() {
        return slowerNanos;
    }

    /** The SQLState with which the next statement fails; null when it does not. */
    @Nullable String statement() {
        if (failures == 0) {
            return null;
        }
        failures--;
        return failureState;
    }

    Commit commit(long nanos) {
        var lost = chance.at(nanos).chance(flaky);
        var before = chance.chance(0.5);
        if (lostBefore > 0) {
            lostBefore--;
            return Commit.LOST_BEFORE;
        }
        if (lostAfter > 0) {
            lostAfter--;
            return Commit.LOST_AFTER;
        }
        return !lost ? Commit.GOES_WELL : before ? Commit.LOST_BEFORE : Commit.LOST_AFTER;
    }
}
