package dev.weft.sim.fault;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** In which manner something fails. */
public enum Kind {

    /** A host loses its power; peers hear nothing. Then it starts again. */
    CRASH(Target.HOST, Cure.RESTART, false, "loses its power"),
    /** A process ends; peers see resets. Then it starts again. */
    KILL(Target.HOST, Cure.RESTART, false, "dies"),
    /** A process is asked to end and may clean up until it starts again. */
    STOP(Target.HOST, Cure.RESTART, false, "is asked to stop"),
    /** A host stands still and goes on as if nothing had happened, as in a long collection. */
    PAUSE(Target.HOST, Cure.RESUME, false, "stands still"),
    /** The time of day of a host is wrong by this much, which may be negative. */
    CLOCK_JUMP(Target.HOST, Cure.SYNC, true, "has a wrong clock"),
    /** The clocks of a host gain this much in each second, or lose it. */
    CLOCK_DRIFT(Target.HOST, Cure.SYNC, true, "has a clock that drifts each second"),
    /** Nothing gets through between two hosts. */
    PARTITION(Target.PATH, Cure.HEAL, false, "are cut off from each other"),
    /** Nothing gets through from the first host to the second. */
    PARTITION_ONE_WAY(Target.PATH, Cure.HEAL, false, "are cut in one direction"),
    /** Nothing gets through between a host and all others. */
    ISOLATE(Target.HOST, Cure.REJOIN, false, "is cut off from all others"),
    /** Whatever travels to and from a host is held back; it arrives in a burst. */
    CLOG(Target.HOST, Cure.UNCLOG, false, "is clogged"),
    /** Whatever travels from the first host to the second is held back. */
    CLOG_ONE_WAY(Target.PATH, Cure.UNCLOG, false, "are clogged in one direction"),
    /** A host answers new connections with a reset. */
    REFUSE(Target.HOST, Cure.ADMIT, false, "refuses connections"),
    /** Whatever travels between two hosts takes this much longer. */
    SLOW_LINK(Target.PATH, Cure.HASTEN, true, "have a slow link"),
    /** Every connection between two hosts is reset. */
    RESET(Target.PATH, Cure.NONE, false, "have their connections reset"),
    /** Every connection between two hosts dies without a word; new ones work. */
    HALF_OPEN(Target.PATH, Cure.NONE, false, "have half-open connections"),
    /** A database server is gone: connections break, new ones are refused. */
    DATABASE_DOWN(Target.DATABASE, Cure.UP, false, "is down and refuses connections"),
    /** A database server answers nothing; what it was asked for it does later. */
    DATABASE_FREEZE(Target.DATABASE, Cure.UP, false, "freezes"),
    /** A standby takes over: connections break, new ones are refused until it is there. */
    FAIL_OVER(Target.DATABASE, Cure.UP, false, "fails over"),
    /** Each round trip to a database takes this much longer. */
    DATABASE_SLOW(Target.DATABASE, Cure.HASTEN, true, "is slow"),
    /** The next statement fails with SQLState 40001, as a serialization failure does. */
    DATABASE_ERROR(Target.DATABASE, Cure.NONE, false, "fails a statement"),
    /** The next commit is lost on its way: connection broken, transaction rolled back. */
    LOSE_BEFORE_COMMIT(Target.DATABASE, Cure.NONE, false, "loses a connection before a commit"),
    /** The next commit is done, but its caller never hears of it: the connection breaks. */
    LOSE_AFTER_COMMIT(Target.DATABASE, Cure.NONE, false, "loses a connection after a commit"),
    /** Every second commit breaks its connection, half of these after they are done. */
    LOSE_REPLIES(Target.DATABASE, Cure.KEEP, false, "loses connections at commits"),
    /** A database server ends all its sessions and stays up. */
    KILL_SESSIONS(Target.DATABASE, Cure.NONE, false, "ends all sessions");

    /** What a fault hits. */
    public enum Target {
        /** A host. */
        HOST,
        /** The way between two hosts. */
        PATH,
        /** A database. */
        DATABASE
    }

    /** What ends it; faults with the same cure of the same target must not overlap. */
    enum Cure {
        NONE, RESTART, RESUME, SYNC, HEAL, REJOIN, UNCLOG, ADMIT, HASTEN, UP, KEEP
    }

    private final Target target;
    private final Cure cure;
    private final boolean measured;
    private final String verb;

    Kind(Target target, Cure cure, boolean measured, String verb) {
        this.target = target;
        this.cure = cure;
        this.measured = measured;
        this.verb = verb;
    }

    /** What it hits. */
    public Target target() {
        return target;
    }

    /** Whether it goes on for a while; the others happen at one moment. */
    public boolean lasts() {
        return cure != Cure.NONE;
    }

    Cure cure() {
        return cure;
    }

    /** Whether it says by how much, as in "slow by 200 ms". */
    public boolean measured() {
        return measured;
    }

    /** Whether its host loses all that it knew. */
    public boolean kills() {
        return cure == Cure.RESTART;
    }

    /** What happens, for people. */
    public String verb() {
        return verb;
    }

    /** Its name in plans, such as {@code partition-one-way}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String words() {
        return Arrays.stream(values()).map(Kind::word).collect(Collectors.joining(", "));
    }

    /** The kind of this {@link #word}. */
    static Optional<Kind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
