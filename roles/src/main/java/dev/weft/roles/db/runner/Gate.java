package dev.weft.roles.db.runner;

import dev.weft.roles.audit.Audit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether a database may be called, and the one prober that finds out.
 *
 * <p>UP until a call is lost. Then SUSPECT: others still go on, and the prober asks at once whether
 * it was only that call. If not, DOWN: everybody else fails at once, and the prober asks again and
 * again. When it gets an answer, RECOVERING: the database is looked at, since it may not be the
 * same any more; then it is UP. Ends with {@link #close}: the prober stops.
 */
final class Gate {

    /** What the prober asks. */
    @FunctionalInterface
    interface Question {
        /** Why the database can't be used; empty if it can. Throws nothing but an interrupt. */
        String objection() throws InterruptedException;
    }

    private final String owner;
    private final String name;
    private final long pauseNanos;
    private final Question question;
    private final Runnable whenBack;
    private final Audit audit;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition knock = lock.newCondition();
    private long downSince; // guarded by lock
    private volatile Database.State state = Database.State.UP; // written under lock
    private volatile String why = ""; // written under lock

    /**
     * A gate that is up.
     *
     * @param pauseNanos between two questions
     * @param whenBack runs when there is an answer again, before the database is looked at
     */
    Gate(String owner, String name, long pauseNanos, Question question, Runnable whenBack,
            Audit audit) {
        this.owner = owner;
        this.name = name;
        this.pauseNanos = pauseNanos;
        this.question = question;
        this.whenBack = whenBack;
        this.audit = audit;
    }

    Database.State state() {
        return state;
    }

    boolean isOpen() {
        return state == Database.State.UP || state == Database.State.SUSPECT;
    }

    /** Why it is not up. */
    String why() {
        return why;
    }

    /** A call was lost; returns whether it is the first one since the gate was up. */
    boolean suspect(String reason) {
        lock.lock();
        try {
            var first = state == Database.State.UP;
            if (first) {
                become(Database.State.SUSPECT, reason);
                audit.tell(owner, "db-suspect", "db", name, "why", reason);
                Thread.startVirtualThread(this::probe);
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Has the prober ask now, also one that pauses. */
    void ask() {
        suspect("asked to reconnect");
        lock.lock();
        try {
            knock.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            become(Database.State.CLOSED, "it was closed here");
            knock.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Runs from SUSPECT until the gate is up again, or closed. */
    private void probe() {
        try {
            while (!settled()) {
                lock.lock();
                try {
                    if (state != Database.State.CLOSED) {
                        knock.await(pauseNanos, TimeUnit.NANOSECONDS);
                    }
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            // Nobody interrupts the prober but a process that ends.
        }
    }

    /** Asks once; returns whether there is nothing more to ask. */
    private boolean settled() throws InterruptedException {
        var objection = question.objection();
        if (objection.isEmpty()) {
            if (move(Database.State.SUSPECT, Database.State.UP, "")) {
                return true;
            }
            move(Database.State.DOWN, Database.State.RECOVERING, why);
            whenBack.run();
            objection = question.objection();
        }
        return objection.isEmpty()
                ? move(Database.State.RECOVERING, Database.State.UP, "")
                : move(state, Database.State.DOWN, objection);
    }

    /** Changes from one state to the other; returns whether the gate is up now, or closed. */
    private boolean move(Database.State from, Database.State to, String reason) {
        lock.lock();
        try {
            if (state == from) {
                become(to, reason);
                if (from == Database.State.SUSPECT && to == Database.State.DOWN) {
                    downSince = System.nanoTime();
                    audit.tell(owner, "db-down", "db", name, "why", reason);
                } else if (from == Database.State.RECOVERING && to == Database.State.UP) {
                    var millis = (System.nanoTime() - downSince) / 1_000_000;
                    audit.tell(owner, "db-up", "db", name, "millis", millis);
                }
            }
            return state == Database.State.UP || state == Database.State.CLOSED;
        } finally {
            lock.unlock();
        }
    }

    private void become(Database.State next, String reason) {
        if (state != Database.State.CLOSED) {
            state = next;
            why = reason;
        }
    }
}
