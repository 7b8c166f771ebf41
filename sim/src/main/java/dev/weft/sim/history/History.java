package dev.weft.sim.history;

import dev.weft.sim.history.Operation.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What clients asked of a service, what they heard, and in which order.
 *
 * <pre>
 * var call = history.call("client-1", new MapModel.Get&lt;&gt;("x"));
 * try {
 *     call.answered(channel.request(...));
 * } catch (NetException e) {
 *     // nothing: it may have happened
 * }
 * ...
 * sim.run();
 * history.check(new MapModel&lt;&gt;()).check();
 * </pre>
 *
 * <p>Confined to one simulation, or to one thread.
 *
 * @param <I> what is asked
 * @param <R> what is answered
 */
public final class History<I, R> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Call> calls = new ArrayList<>();
    private long places;

    /** An empty one. */
    public History() {}

    /** One question on its way. It stays open until one of its methods is called, once. */
    public final class Call {

        private final String who;
        private final I input;
        private final long called = places++;
        private @Nullable R result;
        private Fate fate = Fate.OPEN;
        private long returned = Long.MAX_VALUE;
        private boolean happened = true;

        private Call(String who, I input) {
            this.who = who;
            this.input = input;
        }

        /** This came back. */
        public void answered(@Nullable R answer) {
            result = answer;
            end(Fate.ANSWERED);
        }

        /** It was done, whatever the answer. */
        public void done() {
            end(Fate.DONE);
        }

        /** It certainly was not done and never will be. */
        public void refused() {
            end(Fate.OPEN);
            happened = false;
        }

        private void end(Fate how) {
            if (returned != Long.MAX_VALUE) {
                throw new IllegalStateException(who + ": " + input + " has ended before");
            }
            fate = how;
            returned = places++;
        }

        private Operation<I, R> operation() {
            return new Operation<>(who, input, fate, result, called, returned);
        }
    }

    /** Somebody asks this now. */
    public Call call(String who, I input) {
        var call = new Call(who, input);
        calls.add(call);
        return call;
    }

    /** What was asked until now, without what was refused, in the order of the calls. */
    public List<Operation<I, R>> operations() {
        return calls.stream().filter(call -> call.happened).map(Call::operation).toList();
    }

    /** As {@link #check(Model, Duration)}, for at most 10 s. */
    public <S> Verdict check(Model<S, I, R> model) {
        return check(model, PATIENCE);
    }

    /**
     * Whether the operations can be put in an order in which the model gives the same answers, such
     * that no operation comes before one that had ended when it began (Herlihy and Wing, TOPLAS
     * 1990).
     *
     * @param atMost gives up after this much real time, on a thread that is not simulated; a
     *     million steps of a search are the bound on every thread
     */
    public <S> Verdict check(Model<S, I, R> model, Duration atMost) {
        Map<Object, List<Operation<I, R>>> parts = new LinkedHashMap<>();
        for (var operation : operations()) {
            parts.computeIfAbsent(model.key(operation.input()), key -> new ArrayList<>())
                    .add(operation);
        }
        var deadline = System.nanoTime() + atMost.toNanos();
        Verdict verdict = new Verdict.Linearizable();
        for (var part : parts.entrySet()) {
            var here = new Explanation<>(model, part.getValue(), deadline).verdict(part.getKey());
            if (here instanceof Verdict.Violation) {
                return here;
            }
            verdict = here instanceof Verdict.Unknown ? here : verdict;
        }
        return verdict;
    }
}
