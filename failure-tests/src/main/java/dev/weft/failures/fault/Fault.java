package dev.weft.failures.fault;

import java.time.Duration;
import java.util.Locale;

/**
 * One thing that fails, and comes back.
 *
 * @param kind in which manner
 * @param target the name of a host or of a database
 * @param at when it begins
 * @param length how long it lasts; more than zero
 */
public record Fault(Kind kind, String target, Duration at, Duration length) {

    /** In which manner something fails. */
    public enum Kind {
        /** A host goes dark: peers hear nothing. */
        POWER_LOSS("loses its power", true),
        /** A process ends: peers see resets. */
        PROCESS_DEATH("dies", true),
        /** A host stands still, and goes on later as if nothing had happened. */
        PAUSE("stands still", false),
        /** A database server is gone: connections break, new ones are refused. */
        REFUSE("is down and refuses connections", false),
        /** A database server answers nothing; what it was asked for it does later. */
        FREEZE("freezes", false),
        /** Many commits break their connection, half of them after they are done. */
        LOSE_REPLIES("loses connections at commits", false);

        private final String verb;
        private final boolean kills;

        Kind(String verb, boolean kills) {
            this.verb = verb;
            this.kills = kills;
        }
    }

    /** Checks the length. */
    public Fault {
        if (at.isNegative() || length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException(
                    "needs at >= 0 and length > 0: " + at + ", " + length);
        }
    }

    /** When it is over. */
    public Duration end() {
        return at.plus(length);
    }

    /** Whether its target is a process that loses all that it knew. */
    public boolean kills() {
        return kind.kills;
    }

    /** What happens, for people. */
    public String text() {
        return String.format(Locale.ROOT, "%s %s, for %.3f s",
                target, kind.verb, length.toMillis() / 1e3);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "at %.3f s: %s", at.toMillis() / 1e3, text());
    }
}
