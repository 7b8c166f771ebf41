package dev.weft.sim.core;

import dev.weft.sim.agent.hook.Access;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Everything that we use of the JDK's inside, apart from the agent's redirects.
 *
 * <ul>
 *   <li>The builder of virtual threads takes a scheduler in a constructor that only the JDK's own
 *       tests call ({@code test/lib/jdk/test/lib/thread/VThreadScheduler.java} in OpenJDK). There
 *       is no public way yet; OpenJDK's Loom repository has one in its experimental branch.
 *   <li>A virtual thread without an explicit scheduler inherits the one of the thread that starts
 *       it (JDK 21 to 25). That is how threads of programs and libraries come to their host.
 *   <li>What a scheduler is given to run is the method reference {@code this::runContinuation};
 *       its one captured value is the thread, which the trace needs.
 *   <li>For timed waits JDK 24 and later call {@code ForkJoinPool.schedule} of the scheduler when
 *       it is a ForkJoinPool; before, they use one static timer, which the agent redirects.
 *   <li>Who holds a ReentrantLock: it may be a thread outside, see {@link Contention}.
 *   <li>From JDK 24 on the state of a virtual thread tells that it waits for a monitor.
 * </ul>
 *
 * <p>Where one of these is missing, {@link SelfTest} says so.
 */
final class Loom {

    private static final MethodHandle BUILDER;
    private static final VarHandle STATE;
    private static final VarHandle SCHEDULER;
    private static final VarHandle OWNER;
    private static final int UNPARKED = state("UNPARKED");
    private static final int BLOCKED = state("BLOCKED");
    private static final int UNBLOCKED = state("UNBLOCKED");
    private static final int WAIT = state("WAIT");
    private static final int TIMED_WAIT = state("TIMED_WAIT");

    static {
        try {
            var builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
            BUILDER = Access.to(builder)
                    .findConstructor(builder, MethodType.methodType(void.class, Executor.class))
                    .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
            STATE = Access.to(virtualThread())
                    .findVarHandle(virtualThread(), "state", int.class);
            SCHEDULER = Access.to(virtualThread())
                    .findVarHandle(virtualThread(), "scheduler", Executor.class);
            var synchronizer = AbstractOwnableSynchronizer.class;
            OWNER = Access.to(synchronizer)
                    .findVarHandle(synchronizer, "exclusiveOwnerThread", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK takes no schedulers of virtual threads: "
                    + Runtime.version() + "; use JDK 21 or 25, or a newer weft-sim", e);
        }
    }

    private static @Nullable Class<?> taskClass;
    private static @Nullable MethodHandle taskThread;

    private Loom() {}

    /** Builds virtual threads of this scheduler. */
    static Thread.Builder.OfVirtual threads(Executor scheduler) {
        try {
            return (Thread.Builder.OfVirtual) BUILDER.invokeExact(scheduler);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The virtual thread that a task of the JDK continues. */
    static Thread threadOf(Runnable task) {
        try {
            if (task.getClass() != taskClass) {
                link(task.getClass());
            }
            return (Thread) Objects.requireNonNull(taskThread).invokeExact((Object) task);
        } catch (Throwable e) {
            throw new IllegalStateException("not a task of a virtual thread: " + task, e);
        }
    }

    /** Whether its step has ended because some thread holds a monitor. */
    static boolean isBlocked(Runnable task) {
        return BLOCKED >= 0 && isIn(task, BLOCKED);
    }

    /** Whether it is blocked, just not any more, or in Object.wait. */
    static boolean isAtMonitor(Runnable task) {
        if (BLOCKED < 0) {
            return false;
        }
        var state = (int) STATE.get(threadOf(task));
        return state == BLOCKED || state == UNBLOCKED || state == WAIT || state == TIMED_WAIT;
    }

    /** Whether it can go on since it was given a monitor. */
    static boolean isUnblocked(Runnable task) {
        return UNBLOCKED >= 0 && isIn(task, UNBLOCKED);
    }

    /** Whose thread it is. */
    static Life lifeOf(Runnable task) {
        return (Life) SCHEDULER.get(threadOf(task));
    }

    /** Whether it was parked and can go on. */
    static boolean isUnparked(Runnable task) {
        return isIn(task, UNPARKED);
    }

    /** The ReentrantLock that its step has ended at, as its inner part; null if there is none. */
    static @Nullable Object lockOf(Runnable task) {
        var blocker = LockSupport.getBlocker(threadOf(task));
        return blocker instanceof AbstractOwnableSynchronizer
                && blocker.getClass().getEnclosingClass() == ReentrantLock.class ? blocker : null;
    }

    /**
     * Whether a thread of no life of this loop holds the lock, or has just given it back. Nobody
     * of the loop has run since the step ended at it, so that a free one was an outsider's; only
     * a fair lock may be free for a thread of the loop that comes first.
     */
    static boolean isHeldOutside(Object lock, Loop loop) {
        var owner = (Thread) OWNER.get(lock);
        if (owner == null) {
            return lock.getClass().getSimpleName().equals("NonfairSync");
        }
        return !owner.isVirtual()
                || !(SCHEDULER.get(owner) instanceof Life life) || !life.isOf(loop);
    }

    /** Where its step has ended; not to be asked by what makes it ready. */
    static StackTraceElement placeOf(Runnable task) {
        var stack = threadOf(task).getStackTrace();
        return stack.length == 0 ? new StackTraceElement("", "", "", 0) : stack[0];
    }

    private static boolean isIn(Runnable task, int state) {
        return (int) STATE.get(threadOf(task)) == state;
    }

    private static Class<?> virtualThread() throws ClassNotFoundException {
        return Class.forName("java.lang.VirtualThread");
    }

    /** A state's number; -1 before JDK 24, where a held monitor blocks the carrier. */
    private static int state(String name) {
        try {
            return (int) Access.to(virtualThread())
                    .findStaticVarHandle(virtualThread(), name, int.class).get();
        } catch (NoSuchFieldException e) {
            return -1;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void link(Class<?> type) throws ReflectiveOperationException {
        var captured = type.getDeclaredFields()[0];
        taskThread = MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                .unreflectGetter(captured)
                .asType(MethodType.methodType(Thread.class, Object.class));
        taskClass = type;
    }
}
