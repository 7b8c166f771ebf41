package dev.weft.sim.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one simulation, by time: a binary heap in which a timer knows its place, since most
 * timed waits end early and are cancelled. Confined to the carrier.
 */
final class Timers {

    private Timer[] heap = new Timer[64];
    private int count;
    private long made;

    Timer add(long at, @Nullable Life owner, Runnable task) {
        var timer = new Timer(this, at, ++made, owner, task);
        if (count == heap.length) {
            heap = Arrays.copyOf(heap, 2 * count);
        }
        up(timer, count++);
        return timer;
    }

    /** When the next one is due; the largest long when there is none. */
    long next() {
        return count == 0 ? Long.MAX_VALUE : heap[0].at;
    }

    Timer poll() {
        var first = heap[0];
        remove(first);
        return first;
    }

    void remove(Timer timer) {
        var last = heap[--count];
        heap[count] = null;
        if (last != timer) {
            var place = timer.place;
            if (place > 0 && last.isBefore(heap[(place - 1) / 2])) {
                up(last, place);
            } else {
                down(last, place);
            }
        }
        timer.place = -1;
    }

    private void up(Timer timer, int place) {
        while (place > 0) {
            var parent = (place - 1) / 2;
            if (!timer.isBefore(heap[parent])) {
                break;
            }
            put(heap[parent], place);
            place = parent;
        }
        put(timer, place);
    }

    private void down(Timer timer, int place) {
        for (var child = 2 * place + 1; child < count; child = 2 * place + 1) {
            if (child + 1 < count && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (!heap[child].isBefore(timer)) {
                break;
            }
            put(heap[child], place);
            place = child;
        }
        put(timer, place);
    }

    private void put(Timer timer, int place) {
        heap[place] = timer;
        timer.place = place;
    }
}
