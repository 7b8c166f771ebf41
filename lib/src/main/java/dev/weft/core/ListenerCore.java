package dev.weft.core;

import static java.lang.System.Logger.Level.WARNING;

import dev.weft.Listener;
import dev.weft.core.BindingCore.Settings;
import dev.weft.trace.Traced;
import dev.weft.transport.Link;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Accepts links on a virtual thread of its own and makes pipes of them. */
final class ListenerCore extends Traced implements Listener {

    /** After an error such as "too many open files" the next try waits. */
    private static final long RETRY_MILLIS = 100;

    private final NodeCore node;
    private final Settings settings;
    private final Link.@Nullable Listener links;
    private final AtomicInteger pipes = new AtomicInteger();
    private volatile boolean closed;

    /** A listener; links is null where it is local. */
    ListenerCore(NodeCore node, Settings settings, Link.@Nullable Listener links) {
        this.node = node;
        this.settings = settings;
        this.links = links;
    }

    Settings settings() {
        return settings;
    }

    void start(Link.Listener from) {
        node.spawn(node.name() + " accept " + settings.endpoint, () -> acceptAll(from));
    }

    private void acceptAll(Link.Listener from) {
        while (!closed) {
            try {
                var link = from.accept();
                if (closed) {
                    link.close(); // it came while the listener went
                    return;
                }
                accept(link);
            } catch (IOException | RuntimeException | Error e) {
                if (closed) {
                    return;
                }
                // No descriptors, no memory: that passes, and a deaf listener would not.
                log(WARNING, "accepting failed, next try in {0} ms: {1}", RETRY_MILLIS, e);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            // The node is closing: acceptAll sees it.
        }
    }

    private void accept(Link link) {
        if (closed) {
            link.close(); // a socket may still accept while another thread closes it
            return;
        }
        if (!room()) {
            log(WARNING, "refused {0}: maxPipes {1} are open", link.remote(), settings.maxPipes);
            link.close();
            return;
        }
        var added = false;
        try {
            var out = new LinkOutbound(new LinkWriter(link, node));
            var pipe = new PipeCore(node, settings, link, out, false);
            added = node.add(pipe, this::left);
            if (added) {
                pipe.start(link, settings.handshakeTimeout);
            }
        } finally {
            if (!added) {
                left();
                link.close();
            }
        }
    }

    /** Counts one more pipe if the limit allows it. */
    boolean room() {
        if (pipes.incrementAndGet() <= settings.maxPipes) {
            return true;
        }
        pipes.decrementAndGet();
        return false;
    }

    /** A pipe of this listener has ended. */
    void left() {
        pipes.decrementAndGet();
    }

    @Override
    public int port() {
        return links == null ? 0 : links.port();
    }

    @Override
    public void close() {
        closed = true;
        node.forget(this);
        if (links != null) {
            links.close();
        }
    }

    @Override
    public Snapshot snapshot() {
        return new Snapshot(at(), pipes.get(), settings.maxPipes);
    }

    private String at() {
        return port() == 0 ? settings.endpoint.toString()
                : settings.endpoint.transport() + " " + settings.endpoint.host() + ":" + port();
    }

    @Override
    public String describe() {
        return "listener[" + at() + ", pipes " + pipes.get() + "/" + settings.maxPipes
                + (closed ? ", closed]" : "]");
    }
}
