package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TimersTest {

    @Test
    void timersFireInTheOrderOfTheirTimes() throws Exception {
        var got = new LinkedBlockingQueue<String>();
        try (var node = Node.start()) {
            var timers = node.timers("t");
            timers.once("later", Duration.ofMillis(40), () -> got.add("later"));
            timers.once("soon", Duration.ofMillis(5), () -> got.add("soon"));
            assertEquals("soon", got.take());
            assertEquals("later", got.take());
            assertFalse(timers.cancel("soon"), "a timer that has fired for the last time is gone");
        }
    }

    @Test
    void aTimerFiresAsOftenAsItWasTold() throws Exception {
        var got = new LinkedBlockingQueue<Integer>();
        try (var node = Node.start()) {
            var timers = node.timers("t");
            var count = new int[1];
            timers.set("three", Duration.ZERO, Duration.ofMillis(1), 3, () -> got.add(++count[0]));
            assertEquals(List.of(1, 2, 3), List.of(got.take(), got.take(), got.take()));
            var fence = new CountDownLatch(1);
            timers.once("fence", Duration.ofMillis(20), fence::countDown);
            fence.await();
            assertTrue(got.isEmpty());
        }
    }

    @Test
    void theSameKeyReplacesAndCancelEndsAlsoWhatIsDueAndWaitsForItsTurn() throws Exception {
        var got = new LinkedBlockingQueue<String>();
        try (var node = Node.start()) {
            var group = node.runner("group", Policy.GROUP);
            var timers = node.timers("t");
            group.attach(timers);
            var go = new CountDownLatch(1);
            group.run("hold the lane", go::await);
            timers.once("key", Duration.ZERO, () -> got.add("old"));
            timers.every("gone", Duration.ofNanos(1), () -> got.add("gone"));
            timers.once("later", Duration.ofHours(1), () -> got.add("later"));
            while (!timers.describe().startsWith("timers t[key due, gone due")) {
                Thread.yield();
            }
            timers.once("key", Duration.ZERO, () -> got.add("new"));
            assertTrue(timers.cancel("gone"));
            assertFalse(timers.cancel("gone"));
            timers.once("later", Duration.ZERO, () -> got.add("sooner"));
            go.countDown();
            assertEquals("new", got.take());
            assertEquals("sooner", got.take());
            var fence = new CountDownLatch(1);
            group.run("fence", fence::countDown);
            fence.await();
            assertEquals(List.of(), new ArrayList<>(got));
        }
    }

    @Test
    void aCallbackThatThrowsDoesNotEndItsTimer() throws Exception {
        var got = new LinkedBlockingQueue<String>();
        try (var node = Node.start()) {
            node.timers("t").every("bad", Duration.ofMillis(1), () -> {
                got.add("again");
                throw new IllegalStateException("planted");
            });
            got.take();
            got.take();
            got.take();
        }
    }

    @Test
    void wrongArgumentsAreRefused() throws Exception {
        try (var node = Node.start()) {
            var timers = node.timers("t");
            assertThrows(IllegalArgumentException.class,
                    () -> timers.every("zero", Duration.ZERO, () -> {}));
            assertThrows(IllegalArgumentException.class,
                    () -> timers.once("past", Duration.ofMillis(-1), () -> {}));
            timers.close();
            timers.close();
            assertThrows(IllegalStateException.class,
                    () -> timers.once("late", Duration.ZERO, () -> {}));
        }
    }

    @Test
    void aMillionTimersAreFine() throws Exception {
        var done = new CountDownLatch(1);
        try (var node = Node.start()) {
            var timers = node.timers("many");
            for (var i = 0; i < 1_000_000; i++) {
                timers.once("t" + i, Duration.ofHours(1), () -> {});
            }
            for (var i = 0; i < 999_999; i++) {
                assertTrue(timers.cancel("t" + i));
            }
            timers.once("now", Duration.ZERO, done::countDown);
            done.await();
        }
    }
}
