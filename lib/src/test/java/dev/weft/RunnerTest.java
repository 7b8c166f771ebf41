package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RunnerTest {

    @Test
    void handlersOfAGroupHappenOneAtATime() throws Exception {
        var plain = new int[1]; // no lock: the group is one
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var done = new CountDownLatch(4 * 250);
        try (var server = Node.start("server"); var client = Node.start("client")) {
            var group = server.runner("group", Policy.GROUP);
            var listener = server.listen(Pair.TCP, (pipe, channel) -> {
                channel.on(String.class, text -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    var before = plain[0];
                    Thread.yield();
                    plain[0] = before + 1;
                    inside.decrementAndGet();
                    done.countDown();
                });
                group.attach(channel);
            });
            var pipe = client.connect("tcp://127.0.0.1:" + listener.port() + "/msgpack");
            for (var i = 0; i < 4; i++) {
                var channel = pipe.open("c" + i);
                client.run("sender", () -> {
                    for (var n = 0; n < 250; n++) {
                        channel.send("x");
                    }
                });
            }
            done.await();
        }
        assertEquals(1000, plain[0]);
        assertEquals(1, most.get());
    }

    @Test
    void standaloneTasksHappenAtOnce() throws Exception {
        var bothInside = new CyclicBarrier(2);
        var done = new CountDownLatch(2);
        try (var node = Node.start()) {
            var runner = node.runner("each", Policy.STANDALONE);
            for (var i = 0; i < 2; i++) {
                var timers = node.timers("t" + i);
                runner.attach(timers);
                timers.once("meet", Duration.ZERO, () -> {
                    bothInside.await();
                    done.countDown();
                });
            }
            done.await();
        }
    }

    @Test
    void aSuspendedTaskWaitsAndGoesOnWhereItStopped() throws Exception {
        var got = new LinkedBlockingQueue<String>();
        try (var node = Node.start()) {
            var group = node.runner("group", Policy.GROUP);
            var accepted = new LinkedBlockingQueue<Channel>();
            node.listen(Pair.LOCAL, (pipe, channel) -> {
                channel.on(String.class, got::add);
                group.attach(channel);
                accepted.add(channel);
            });
            var channel = node.connect(Pair.LOCAL).open("c");
            var there = accepted.take();
            group.suspend(there);
            assertEquals(Task.State.SUSPENDED, there.state());
            channel.send("one");
            channel.send("two");
            var fence = node.timers("fence");
            group.attach(fence);
            var passed = new CountDownLatch(1);
            fence.once("pass", Duration.ZERO, passed::countDown);
            passed.await();
            assertTrue(got.isEmpty());
            group.resume(there);
            assertEquals("one", got.take());
            assertEquals("two", got.take());
            there.close();
            assertEquals(Task.State.DONE, there.state());
        }
    }

    @Test
    void aBatchBoundLetsOthersHaveTheirTurn() throws Exception {
        var order = new LinkedBlockingQueue<String>();
        var go = new CountDownLatch(1);
        try (var node = Node.start()) {
            var group = node.runner("group", new Policy.Group(2));
            node.listen(Pair.LOCAL, (pipe, channel) -> {
                channel.on(String.class, order::add);
                group.attach(channel);
            });
            var gate = node.timers("gate");
            group.attach(gate);
            var held = new CountDownLatch(1);
            gate.once("hold", Duration.ZERO, () -> {
                held.countDown();
                go.await();
            });
            held.await();
            var pipe = node.connect(Pair.LOCAL);
            var flood = pipe.open("flood");
            var other = pipe.open("other");
            for (var i = 0; i < 10; i++) {
                flood.send("flood");
            }
            other.send("other");
            go.countDown();
            var got = new ArrayList<String>();
            while (got.size() < 11) {
                got.add(order.take());
            }
            assertTrue(got.indexOf("other") <= 4, got.toString());
        }
    }
}
