package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that come and go while they run, and code that runs in a runner's lane. */
@Timeout(30)
class RunnerMovesTest {

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void aChannelMovesBetweenRunnersWhileMessagesFlowAndKeepsItsOrder(String endpoint)
            throws Exception {
        var there = new CompletableFuture<Channel>();
        var got = new LinkedBlockingQueue<Integer>();
        var inside = new AtomicBoolean();
        var twice = new AtomicBoolean();
        try (var pair = Pair.over(endpoint, (pipe, channel) -> {
            channel.on(Integer.class, n -> {
                if (!inside.compareAndSet(false, true)) {
                    twice.set(true);
                }
                got.add(n);
                inside.set(false);
            });
            there.complete(channel);
        })) {
            var runners = List.of(pair.server.runner("one", Policy.GROUP),
                    pair.server.runner("two", Policy.GROUP),
                    pair.server.runner("three", Policy.STANDALONE));
            var channel = pair.pipe.open("moving");
            pair.client.run("sender", () -> {
                for (var i = 0; i < 3000; i++) {
                    channel.send(i);
                }
            });
            for (var i = 0; i < 3000; i++) {
                var runner = runners.get(i % 3);
                runner.attach(there.get());
                if (i % 5 == 0) {
                    runner.detach(there.get());
                }
                assertEquals(i, got.take());
            }
        }
        assertFalse(twice.get(), "a handler ran twice at once");
    }

    @Test
    void aHandlerMayMoveItsOwnChannelAndSuspendIt() throws Exception {
        var order = new LinkedBlockingQueue<String>();
        var there = new CompletableFuture<Channel>();
        try (var node = Node.start()) {
            var one = node.runner("one", Policy.GROUP);
            var two = node.runner("two", Policy.GROUP);
            node.listen(Pair.LOCAL, (pipe, channel) -> {
                channel.on(String.class, text -> {
                    switch (text) {
                        case "move" -> two.attach(channel);
                        case "leave" -> two.detach(channel);
                        case "suspend" -> one.attach(channel).suspend(channel);
                        default -> { }
                    }
                    order.add(text);
                });
                one.attach(channel);
                there.complete(channel);
            });
            var channel = node.connect(Pair.LOCAL).open("c");
            for (var text : List.of("move", "leave", "suspend", "after")) {
                channel.send(text);
            }
            assertEquals(List.of("move", "leave", "suspend"),
                    List.of(order.take(), order.take(), order.take()));
            var lane = new CountDownLatch(1);
            one.run("fence", lane::countDown);
            lane.await();
            assertTrue(order.isEmpty());
            assertEquals(Task.State.SUSPENDED, there.get().state());
            one.resume(there.get());
            assertEquals("after", order.take());
        }
    }

    @Test
    void codeRunsInALaneInTheOrderOfTheCallsAndNeverBesideAHandler() throws Exception {
        var log = new ArrayList<String>(); // no lock: the group is one
        var done = new CountDownLatch(1);
        try (var node = Node.start()) {
            var group = node.runner("group", Policy.GROUP);
            var timers = node.timers("t");
            group.attach(timers);
            var entered = new CountDownLatch(1);
            var go = new CountDownLatch(1);
            timers.once("hold", Duration.ZERO, () -> {
                entered.countDown();
                go.await();
                log.add("held");
            });
            entered.await();
            for (var i = 0; i < 100; i++) {
                var n = i;
                group.run("r" + i, () -> log.add("run " + n));
            }
            var last = group.run("last", done::countDown);
            assertEquals(Task.State.READY, last.state());
            assertTrue(group.describe().contains("102 tasks, RUNNING timers t["),
                    group.describe());
            go.countDown();
            done.await();
            assertEquals("held", log.getFirst());
            for (var i = 0; i < 100; i++) {
                assertEquals("run " + i, log.get(i + 1));
            }
        }
    }

    @Test
    void waitingCodeCanBeSuspendedAndResumed() throws Exception {
        var got = new LinkedBlockingQueue<String>();
        try (var node = Node.start()) {
            var group = node.runner("group", Policy.GROUP);
            var task = new CompletableFuture<Task>();
            group.run("first", () -> {
                group.suspend(task.get());
                got.add("suspended");
            });
            task.complete(group.run("second", () -> got.add("second")));
            assertEquals("suspended", got.take());
            group.run("third", () -> got.add("third"));
            assertEquals("third", got.take());
            assertEquals(Task.State.SUSPENDED, task.get().state());
            group.resume(task.get());
            assertEquals("second", got.take());
        }
    }

    @Test
    void closingARunnerEndsItsTasksAndInterruptsTheCodeThatRuns() throws Exception {
        try (var node = Node.start()) {
            var group = node.runner("group", Policy.GROUP);
            var timers = node.timers("t");
            var sink = node.sink("s");
            group.attach(timers).attach(timers).attach(sink); // twice is once
            var started = new CountDownLatch(1);
            var interrupted = new CountDownLatch(1);
            var running = group.run("running", () -> {
                started.countDown();
                try {
                    Thread.sleep(Duration.ofDays(1));
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });
            var ran = new AtomicBoolean();
            var waiting = group.run("waiting", () -> ran.set(true));
            started.await();
            assertEquals(Task.State.RUNNING, running.state());
            group.close();
            group.close();
            interrupted.await();
            assertEquals(Task.State.DONE, timers.state());
            assertEquals(Task.State.DONE, sink.state());
            assertEquals(Task.State.DONE, waiting.state());
            assertFalse(ran.get());
            assertThrows(IllegalStateException.class, () -> group.run("late", () -> {}));
            assertThrows(IllegalStateException.class, () -> group.attach(node.timers("late")));
        }
    }

    @Test
    void aHandlerMayCloseItsRunner() throws Exception {
        try (var node = Node.start()) {
            var group = node.runner("group", Policy.GROUP);
            var timers = node.timers("t");
            group.attach(timers);
            var closed = new CountDownLatch(1);
            timers.once("end", Duration.ZERO, () -> {
                group.close();
                closed.countDown();
            });
            closed.await();
            assertEquals(Task.State.DONE, timers.state());
        }
    }

    @Test
    void whatThrowsInALaneIsLoggedAndTheLaneGoesOn() throws Exception {
        var done = new CountDownLatch(1);
        try (var node = Node.start()) {
            var group = node.runner("group", Policy.GROUP);
            group.run("bad", () -> {
                throw new java.io.IOException("planted");
            });
            group.run("good", done::countDown);
            done.await();
        }
    }

    @Test
    void runnersKnowTheirTasks() throws Exception {
        try (var node = Node.start()) {
            var one = node.runner("one", Policy.GROUP);
            var two = node.runner("two", Policy.STANDALONE);
            var timers = node.timers("t");
            one.attach(timers);
            assertThrows(IllegalArgumentException.class, () -> two.suspend(timers));
            two.detach(timers);
            assertTrue(one.describe().startsWith("runner one[GROUP, 1 tasks"), one.describe());
            two.attach(timers);
            assertEquals("runner one[GROUP, 0 tasks]", one.describe());
            assertEquals("runner two[STANDALONE, 1 tasks]", two.describe());
            timers.close();
            assertEquals("runner two[STANDALONE, 0 tasks]", two.describe());
            two.suspend(timers); // has ended: nothing to suspend
            assertEquals(Task.State.DONE, timers.state());
            var user = node.run("user", () -> {});
            assertThrows(IllegalArgumentException.class, () -> one.attach(user));
        }
    }
}
