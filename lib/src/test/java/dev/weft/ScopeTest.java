package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ScopeTest {

    @Test
    void joinWaitsForAllForks() throws Exception {
        try (var node = Node.start(); var scope = node.scope("sum")) {
            var one = scope.fork(() -> 1);
            var two = scope.fork(() -> 2);
            assertThrows(IllegalStateException.class, one::get);
            scope.join();
            assertEquals(3, one.get() + two.get());
        }
    }

    @Test
    void aFailureCancelsTheRestAndIsTold() throws Exception {
        var interrupted = new CountDownLatch(1);
        try (var node = Node.start(); var scope = node.scope("fails")) {
            scope.fork(() -> {
                try {
                    Thread.sleep(Duration.ofDays(1));
                    return 0;
                } finally {
                    interrupted.countDown();
                }
            });
            scope.fork(() -> {
                throw new java.io.IOException("planted");
            });
            var thrown = assertThrows(ExecutionException.class, scope::join);
            assertEquals("planted", thrown.getCause().getMessage());
            interrupted.await();
        }
    }

    @Test
    void nobodyOutlivesTheBlock() throws Exception {
        var ended = new boolean[1];
        try (var node = Node.start()) {
            var started = new CountDownLatch(1);
            try (var scope = node.scope("short")) {
                scope.fork(() -> {
                    started.countDown();
                    try {
                        Thread.sleep(Duration.ofDays(1));
                    } catch (InterruptedException e) {
                        ended[0] = true;
                    }
                    return 0;
                });
                started.await();
            }
            assertTrue(ended[0]);
        }
    }

    @Test
    void aDeadlineCancels() throws Exception {
        try (var node = Node.start(); var scope = node.scope("late")) {
            scope.fork(() -> {
                Thread.sleep(Duration.ofDays(1));
                return 0;
            });
            assertThrows(NetException.TimedOut.class, () -> scope.join(Duration.ofMillis(10)));
        }
    }

    @Test
    void onlyItsOwnerMayUseIt() throws Exception {
        try (var node = Node.start(); var outer = node.scope("owner")) {
            try (var inner = node.scope("inner")) {
                inner.fork(() -> assertThrows(
                        IllegalStateException.class, () -> outer.fork(() -> 1)));
                inner.join();
            }
        }
    }
}
