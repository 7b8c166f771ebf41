package dev.weft.bench.peer;

import java.util.concurrent.Semaphore;

/** What a round waits at until another thread says that it is over. */
final class Turnstile {

    private final Semaphore permits = new Semaphore(0);

    void open() {
        permits.release();
    }

    void await() throws InterruptedException {
        permits.acquire();
    }
}
