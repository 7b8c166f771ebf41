package dev.weft.core;

import dev.weft.Described;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether messages go to callers who wait or to handlers: the first use decides, for ever. */
final class Style {

    private enum Way { RECEIVE, HANDLER }

    private final Described who;
    private final AtomicReference<@Nullable Way> way = new AtomicReference<>();

    Style(Described who) {
        this.who = who;
    }

    void receive() {
        become(Way.RECEIVE);
    }

    void handler() {
        become(Way.HANDLER);
    }

    boolean isHandler() {
        return way.get() == Way.HANDLER;
    }

    private void become(Way wanted) {
        if (way.get() != wanted && !way.compareAndSet(null, wanted) && way.get() != wanted) {
            throw new IllegalStateException(who.describe() + ": is in " + way.get()
                    + " style; receive() and on(...) can't be mixed on one channel or sink");
        }
    }
}
