package dev.weft.sim.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The threads that can go on, in no order. Confined to the carrier. */
final class Ready {

    private Runnable[] tasks = new Runnable[64];
    private Life[] lives = new Life[64];
    private long[] ranks = new long[64];
    private int count;

    int count() {
        return count;
    }

    void add(Runnable task, Life life, long rank) {
        if (count == tasks.length) {
            tasks = Arrays.copyOf(tasks, 2 * count);
            lives = Arrays.copyOf(lives, 2 * count);
            ranks = Arrays.copyOf(ranks, 2 * count);
        }
        put(count++, task, life, rank);
    }

    Runnable task(int place) {
        return tasks[place];
    }

    Life life(int place) {
        return lives[place];
    }

    void rank(int place, long rank) {
        ranks[place] = rank;
    }

    /** The place of the highest rank, the first one of equals. */
    int highest() {
        var best = 0;
        for (var i = 1; i < count; i++) {
            if (ranks[i] > ranks[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Takes one out. */
    void remove(int place) {
        count--;
        put(place, tasks[count], lives[count], ranks[count]);
        tasks[count] = null;
        lives[count] = null;
    }

    /** Takes out those of one life. */
    List<Runnable> removeAll(Life life) {
        var taken = new ArrayList<Runnable>();
        var kept = 0;
        for (var i = 0; i < count; i++) {
            if (lives[i] == life) {
                taken.add(tasks[i]);
            } else {
                put(kept++, tasks[i], lives[i], ranks[i]);
            }
        }
        Arrays.fill(tasks, kept, count, null);
        Arrays.fill(lives, kept, count, null);
        count = kept;
        return taken;
    }

    private void put(int place, Runnable task, Life life, long rank) {
        tasks[place] = task;
        lives[place] = life;
        ranks[place] = rank;
    }
}
