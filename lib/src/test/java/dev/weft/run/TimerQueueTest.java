package dev.weft.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimerQueueTest {

    private final TimerQueue queue = new TimerQueue("test", Thread.ofVirtual().factory());

    @Test
    void aMillionTimersThatAreSetAndReplacedLeaveNoMoreBehindThanTwiceTheLiveOnes() {
        var live = 1000;
        var alarms = new TimerQueue.Alarm[live];
        for (var i = 0; i < 1_000_000; i++) {
            if (alarms[i % live] != null) {
                alarms[i % live].cancel();
            }
            alarms[i % live] = queue.after(Duration.ofHours(1).toNanos(), () -> {});
            assertTrue(queue.size() <= 2 * live + 65, "size " + queue.size());
        }
        for (var alarm : alarms) {
            alarm.cancel();
        }
        assertTrue(queue.size() <= 65, "size " + queue.size());
        queue.close();
    }

    @Test
    void alarmsFireInTheOrderOfTheirTimesAndEqualOnesInTheOrderMade() throws Exception {
        var got = new LinkedBlockingQueue<Integer>();
        var now = System.nanoTime();
        for (var i = 0; i < 100; i++) {
            var n = i;
            queue.at(now + (i % 2 == 0 ? 40_000_000 : 20_000_000), () -> got.add(n));
        }
        for (var i = 1; i < 100; i += 2) {
            assertEquals(i, got.take());
        }
        for (var i = 0; i < 100; i += 2) {
            assertEquals(i, got.take());
        }
        queue.close();
    }
}
