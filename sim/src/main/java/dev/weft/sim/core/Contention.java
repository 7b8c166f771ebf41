package dev.weft.sim.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that wait for a monitor, from JDK 24 on; before, they block the carrier. And threads that
 * wait for a lock that is held outside of this simulation.
 *
 * <p>A virtual thread that meets a held monitor, or waits in Object.wait, leaves its carrier. When
 * the monitor is free, the JVM lists the thread, and a platform thread of the JVM makes it ready:
 * somewhat later, in real time. So after each step with such threads the {@link Barrier} waits
 * until the JVM has worked off its list, and what came in is made ready in the order of thread ids.
 *
 * <p>Not only simulated threads hold monitors: two simulations may load one class at once, whose
 * lock is held for a while by a thread outside. That must not show. So a step that ends at a
 * monitor is first given some real time to go on as if nothing had been. If nobody frees it, the
 * holder is a simulated thread that waits; the place is remembered, and the next time does not
 * wait. Monitors of the JDK are not remembered: programs do not wait while they hold those.
 *
 * <p>The same holds for a ReentrantLock whose holder is no thread of this simulation, such as one
 * in a cache of a library that all simulations of the JVM share: the step waits for it.
 *
 * <p>Confined to the carrier, but for {@link #arrived}.
 */
final class Contention {

    private static final long LOOK_NANOS = 20_000_000;
    private static final int LOOKS = 5;
    private static final int LOOKS_IN_JDK = 100;

    /** Where threads have met monitors of waiting threads; of the whole JVM, as the code is. */
    private static final Set<StackTraceElement> OWN = ConcurrentHashMap.newKeySet();

    private final Loop loop;
    private final List<Waiting> waiting = new ArrayList<>();
    private final ConcurrentLinkedQueue<Runnable> arrived = new ConcurrentLinkedQueue<>();
    private @Nullable Barrier barrier;
    private volatile @Nullable Throwable waker;

    private record Waiting(Runnable task, Life life) {}

    Contention(Loop loop) {
        this.loop = loop;
    }

    /** Takes a thread of the barrier; false when it is not one. */
    boolean takes(Life life, Runnable task, Thread carrier) {
        var ours = barrier;
        if (ours == null || life != ours.life()) {
            return false;
        }
        ours.ready(task, carrier);
        return true;
    }

    /** A thread was given its lock. Called by the thread that did, or by the carrier itself. */
    void arrived(Runnable task, Thread carrier) {
        if (!Loom.isUnblocked(task)) {
            waker = new Throwable("woken from here");
        }
        arrived.add(task);
        LockSupport.unpark(carrier);
    }

    /** After the step: whether it met a lock that is free again, and must be continued. */
    boolean delays(Runnable task, Life life) {
        if (!Loom.isAtMonitor(task)) {
            return delaysAtLock(task, life);
        }
        if ((Loom.isBlocked(task) || Loom.isUnblocked(task)) && isBackSoon(task)) {
            return true;
        }
        waiting.add(new Waiting(task, life));
        return false;
    }

    private boolean delaysAtLock(Runnable task, Life life) {
        var lock = Loom.lockOf(task);
        if (lock == null) {
            if (!arrived.isEmpty() && arrived.remove(task)) {
                loop.wokenFromOutside(life, task, "a thread outside", waker);
            }
            return false;
        }
        var looks = Loom.isHeldOutside(lock, loop) ? LOOKS_IN_JDK : 0;
        for (var i = 0; i < looks && !arrived.contains(task); i++) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        return arrived.remove(task);
    }

    private boolean isBackSoon(Runnable task) {
        var place = Loom.placeOf(task);
        var inJdk = place.getModuleName() != null;
        var looks = inJdk ? LOOKS_IN_JDK : OWN.contains(place) ? 0 : LOOKS;
        for (var i = 0; i < looks && !Loom.isUnblocked(task); i++) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        if (Loom.isUnblocked(task)) {
            arrived.remove(task);
            return true;
        }
        if (!inJdk) {
            OWN.add(place);
        }
        return false;
    }

    /**
     * Makes ready what the last step has set free. What has arrived but is not free any more was
     * sent twice: by the JVM, and by who looked at its stack meanwhile.
     */
    void settle() {
        if (waiting.isEmpty()) {
            refuseLate();
            return;
        }
        if (barrier == null) {
            barrier = new Barrier(loop.helper());
        }
        barrier.await();
        var free = new ArrayList<Waiting>();
        for (var i = waiting.iterator(); i.hasNext();) {
            var each = i.next();
            if (arrived.contains(each.task) && Loom.isUnblocked(each.task)) {
                free.add(each);
                i.remove();
            } else if (each.life.isEnded() || !Loom.isAtMonitor(each.task)) {
                i.remove();
            }
        }
        refuseLate();
        free.sort(Comparator.comparingLong(each -> Loom.threadOf(each.task).threadId()));
        free.forEach(each -> loop.ready(each.life, each.task));
    }

    /** Who came when the step had been left already came from outside. */
    private void refuseLate() {
        for (var task = arrived.poll(); task != null; task = arrived.poll()) {
            if (Loom.isUnparked(task)) {
                loop.wokenFromOutside(Loom.lifeOf(task), task, "a thread outside", waker);
            }
        }
    }
}
