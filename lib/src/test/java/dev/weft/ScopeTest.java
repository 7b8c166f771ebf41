package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
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
            var thrown = assertThrows(NetException.ForkFailed.class, scope::join);
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
    void theTimeoutOfTheBlockCancelsAlsoWhileNobodyJoins() throws Exception {
        try (var node = Node.start(); var scope = node.scope("late", Duration.ofMillis(10))) {
            var interrupted = new CountDownLatch(1);
            scope.fork(() -> sleepUntilInterrupted(interrupted));
            interrupted.await();
            var begun = new boolean[1];
            scope.fork(() -> begun[0] = true);
            var thrown = assertThrows(NetException.TimedOut.class, scope::join);
            assertTrue(thrown.getMessage().contains("not done within PT0.01S"),
                    thrown.getMessage());
            assertFalse(begun[0]);
        }
    }

    @Test
    void aTimeoutThatIsNotReachedChangesNothing() throws Exception {
        try (var node = Node.start(); var scope = node.scope("quick", Duration.ofDays(1))) {
            var one = scope.fork(() -> 1);
            scope.join();
            assertEquals(1, one.get());
        }
    }

    private static int sleepUntilInterrupted(CountDownLatch interrupted) throws Exception {
        try {
            Thread.sleep(Duration.ofDays(1));
            return 0;
        } finally {
            interrupted.countDown();
        }
    }

    @Test
    void joinDoesNotWaitForTheCancelledButTheEndOfTheBlockDoes() throws Exception {
        var mayEnd = new CountDownLatch(1);
        var ended = new boolean[1];
        try (var node = Node.start()) {
            try (var scope = node.scope("stubborn")) {
                scope.fork(() -> {
                    while (mayEnd.getCount() > 0) {
                        Thread.interrupted(); // deaf to it
                        Thread.yield();
                    }
                    ended[0] = true;
                    return 0;
                });
                scope.fork(() -> {
                    throw new java.io.IOException("planted");
                });
                assertThrows(NetException.ForkFailed.class, scope::join);
                assertFalse(ended[0]);
                node.run("later", mayEnd::countDown);
            }
            assertTrue(ended[0]);
        }
    }

    @Test
    void cancellingAScopeCancelsTheScopesInside() throws Exception {
        var ready = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        try (var node = Node.start(); var outer = node.scope("outer")) {
            outer.fork(() -> {
                try (var inner = node.scope("inner")) {
                    inner.fork(() -> {
                        ready.countDown();
                        return sleepUntilInterrupted(interrupted);
                    });
                    inner.join();
                    return 0;
                }
            });
            outer.fork(() -> {
                ready.await();
                throw new java.io.IOException("planted");
            });
            assertThrows(NetException.ForkFailed.class, outer::join);
            interrupted.await();
        }
    }

    @Test
    void anInterruptOfTheOwnerEndsTheJoinAndTheBlockCancelsTheForks() throws Exception {
        var interrupted = new CountDownLatch(1);
        try (var node = Node.start()) {
            try (var scope = node.scope("interrupted")) {
                var started = new CountDownLatch(1);
                scope.fork(() -> {
                    started.countDown();
                    return sleepUntilInterrupted(interrupted);
                });
                started.await();
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, scope::join);
                assertEquals(1, interrupted.getCount(), "the forks go on until the block ends");
                Thread.currentThread().interrupt();
            }
            assertTrue(Thread.interrupted(), "the end of the block keeps an interrupt");
            interrupted.await();
        }
    }

    @Test
    void aScopeIsJoinedOnceAndThenDone() throws Exception {
        try (var node = Node.start()) {
            var scope = node.scope("once");
            scope.join();
            assertThrows(IllegalStateException.class, scope::join);
            assertThrows(IllegalStateException.class, () -> scope.fork(() -> 1));
            scope.close();
            scope.close();
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
