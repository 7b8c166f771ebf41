package dev.weft.core;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import dev.weft.Channel;
import dev.weft.CloseReason;
import dev.weft.Handler;
import dev.weft.Node;
import dev.weft.Pipe;
import dev.weft.core.BindingCore.Settings;
import dev.weft.protocol.Protocol;
import dev.weft.run.TimerQueue;
import dev.weft.trace.Traced;
import dev.weft.transport.Link;
import dev.weft.wire.Frame;
import dev.weft.wire.Frames;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A pipe: what its two ways share, its handshake, and its end, of which {@link Life} keeps count.
 *
 * <p>Over a link, {@link LinkReader} calls {@code receive} on one virtual thread. A local pipe is
 * called by whoever sends at the other end. Neither may block or run user code.
 */
final class PipeCore extends Traced implements Pipe {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final NodeCore node;
    private final Settings settings;
    private final @Nullable Link link;
    private final Outbound outbound;
    private final Channels channels;
    private final Life life;
    private volatile long lastHeardNanos = System.nanoTime();
    private volatile int peerMaxMessageBytes;
    private volatile String peerName = "?";
    private volatile @Nullable Heartbeat heartbeat;
    private volatile TimerQueue.@Nullable Alarm helloDeadline;

    /**
     * A pipe that has not yet said anything.
     *
     * @param link null for a local pipe
     * @param connector whether this side connected
     */
    PipeCore(NodeCore node, Settings settings, @Nullable Link link, Outbound outbound,
            boolean connector) {
        this.node = node;
        this.settings = settings;
        this.link = link;
        this.outbound = outbound;
        this.channels = new Channels(this, settings, outbound, connector);
        this.life = new Life(this, settings, connector);
    }

    // ---- beginning

    /** As {@link #start(Link)}, and ends the pipe when no hello came in time. */
    void start(Link over, Duration helloWithin) {
        helloDeadline = node.timerQueue().after(helloWithin.toNanos(), this::handshakeTimedOut);
        start(over);
    }

    /** Says hello and begins to read; it is ready when the peer has said hello too. */
    void start(Link over) {
        try {
            begin(over);
        } catch (RuntimeException | Error e) { // no memory, most likely
            end(new CloseReason.TransportFailed(e));
            throw e;
        }
    }

    private void begin(Link over) {
        outbound.tell(new Frame.Hello(Frames.VERSION, Frames.VERSION,
                settings.maxMessageBytes, settings.endpoint.protocol(), node.name()));
        node.spawnReader(node.name() + " reader " + over.remote(), new LinkReader(over, this));
        var watch = Heartbeat.start(node.timerQueue(), settings.heartbeatInterval,
                settings.heartbeatTimeout, this::lastHeardNanos,
                this::quiet, this::end);
        heartbeat = watch;
        if (life.reason() != null) {
            stopAlarms(); // it ended before there was anything to stop
        }
    }

    private void stopAlarms() {
        var watch = heartbeat;
        if (watch != null) {
            watch.stop();
        }
        stopHelloDeadline();
    }

    private void stopHelloDeadline() {
        var deadline = helloDeadline;
        if (deadline != null) {
            deadline.cancel();
        }
    }

    /** The two ends of a local pipe need no handshake. */
    void startLocal(String peer) {
        peerName = peer;
        peerMaxMessageBytes = Integer.MAX_VALUE;
        life.becomeReady();
    }

    /**
     * Waits until the peer has said hello.
     *
     * @param left how much of the handshake's time is left
     */
    void awaitHello(Duration left) throws InterruptedException {
        try {
            if (!life.awaitDecided(left)) {
                handshakeTimedOut();
            }
        } catch (InterruptedException e) {
            destroy();
            throw e;
        }
        var why = life.reason();
        if (why != null && !life.isReady()) {
            throw life.failure(why);
        }
    }

    /** Ends it if the peer has not said hello by now. */
    void handshakeTimedOut() {
        end(new CloseReason.ProtocolViolated(
                "no hello within " + settings.handshakeTimeout), true);
    }

    // ---- what the reader tells

    /** Nothing has arrived for an interval. */
    private void quiet() {
        outbound.trim();
        tell(new Frame.Ping());
    }

    /** Something arrived; gives the time. */
    long heard() {
        var now = System.nanoTime();
        lastHeardNanos = now;
        return now;
    }

    void receive(Frame frame) throws ProtocolException {
        if (!life.isReady()
                && !(frame instanceof Frame.Hello || frame instanceof Frame.Goodbye)) {
            throw new ProtocolException("the peer's first frame is no hello");
        }
        switch (frame) {
            case Frame.Hello it -> hello(it);
            case Frame.Open it -> channels.accept(it);
            case Frame.Opened it -> channels.opened(it);
            case Frame.Refused it -> channels.refused(it);
            case Frame.Data it -> channels.receive(it);
            case Frame.Sealed it -> channels.receive(it);
            case Frame.Encrypt it -> channels.encrypt(it);
            case Frame.Credit it -> channels.credit(it);
            case Frame.Close it -> channels.close(it);
            case Frame.Ping it -> tell(new Frame.Pong());
            case Frame.Pong it -> { } // any byte counts as life
            case Frame.Goodbye it -> goodbye(it);
        }
    }

    private void hello(Frame.Hello it) throws ProtocolException {
        if (life.isReady()) {
            throw new ProtocolException("a second hello");
        }
        settings.agree(it);
        peerMaxMessageBytes = it.maxMessageBytes();
        peerName = it.node();
        stopHelloDeadline();
        life.becomeReady();
    }

    private void goodbye(Frame.Goodbye it) {
        if (it.violated()) {
            end(new CloseReason.ProtocolViolated("the peer says: " + it.detail()));
        } else if (life.beginClose()) {
            sayGoodbye(false, "");
            end(new CloseReason.ClosedByPeer(it.detail()));
        } else {
            end(new CloseReason.ClosedHere());
        }
    }

    private void sayGoodbye(boolean violated, String detail) {
        outbound.tell(new Frame.Goodbye(violated, detail));
        outbound.flush(CLOSE_TIMEOUT);
    }

    /** The peer broke the rules: it is told so, as far as it still reads, and given up. */
    void violated(String detail) {
        if (life.beginClose()) {
            log(WARNING, "protocol violated: {0}", detail);
            sayGoodbye(true, detail);
        }
        end(new CloseReason.ProtocolViolated(detail));
    }

    void broken(IOException cause) {
        var writing = outbound.failure();
        end(life.isClosing() ? new CloseReason.ClosedHere()
                : new CloseReason.TransportFailed(writing != null ? writing : cause));
    }

    /** From the other end of a local pipe, on whatever thread that runs. */
    void receiveLocal(Frame frame) {
        try {
            receive(frame);
        } catch (ProtocolException e) {
            violated(e.getMessage());
        }
    }

    /** The other end of a local pipe is gone. */
    void peerVanished() {
        end(new CloseReason.ClosedByPeer(""));
    }

    // ---- channels

    @Override
    public Channel open(String name) throws InterruptedException {
        return channels.open(name, channel -> {});
    }

    @Override
    public Channel open(String name, Handler<Channel> setup) throws InterruptedException {
        return channels.open(name, setup);
    }

    Channels channels() {
        return channels;
    }

    void tell(Frame frame) {
        outbound.tell(frame);
    }

    void tellEnd(Frame.Close end, SendWindow window) {
        outbound.tellEnd(end, window);
    }

    // ---- end

    @Override
    public void close() {
        var byReader = outbound.isGathering();
        beginClose();
        if (byReader) { // a handler that runs inline: what is to be waited for comes after it
            node.spawn(node.name() + " close", this::close);
            return;
        }
        awaitEnd(CLOSE_TIMEOUT);
        destroy();
    }

    /** Says goodbye without waiting for the peer's. */
    void beginClose() {
        if (life.beginClose()) {
            channels.endAll(new CloseReason.ClosedHere(), true);
            outbound.tell(new Frame.Goodbye(false, ""));
        }
    }

    /** Waits for the end, at most so long; an interrupt ends the wait and stays set. */
    void awaitEnd(Duration timeout) {
        if (outbound.isGathering()) {
            outbound.endGather(); // an inline handler waits, and what it has said goes out now
        }
        life.awaitOver(timeout);
    }

    @Override
    public void destroy() {
        end(new CloseReason.ClosedHere());
    }

    /** The one way to the end; the first reason counts. */
    void end(CloseReason why) {
        end(why, false);
    }

    private void end(CloseReason why, boolean unlessReady) {
        if (!life.end(why, unlessReady)) {
            return;
        }
        log(DEBUG, "ended: {0}", why);
        stopAlarms();
        channels.endAll(why, why instanceof CloseReason.ClosedHere);
        outbound.close();
        node.forget(this);
        life.over(why);
    }

    @Override
    public CloseReason join() throws InterruptedException {
        return life.join();
    }

    @Override
    public boolean isClosed() {
        return life.isClosing() || life.reason() != null;
    }

    // ---- who and what

    NodeCore nodeCore() {
        return node;
    }

    @Override
    public Node node() {
        return node;
    }

    Protocol protocol() {
        return settings.protocol;
    }

    /** The other end of a local pipe is in this process: it lives as long as the pipe. */
    long lastHeardNanos() {
        return link == null ? System.nanoTime() : lastHeardNanos;
    }

    int peerMaxMessageBytes() {
        return peerMaxMessageBytes;
    }

    @Override
    public String peer() {
        return peerName + (link == null ? "" : " at " + link.remote());
    }

    @Override
    public <T> Pipe option(SocketOption<T> option, T value) {
        if (link == null) {
            throw new IllegalArgumentException(describe() + ": transport local has no option "
                    + option.name() + ", nor any other");
        }
        try {
            link.option(option, value);
            return this;
        } catch (IOException e) {
            throw new IllegalArgumentException(describe() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        var found = link == null ? null : link.unwrap(type);
        if (found == null) {
            throw new IllegalArgumentException(describe() + ": transport "
                    + settings.endpoint.transport() + " has no " + type.getName());
        }
        return found;
    }

    /** From where to where, for descriptions. */
    String way() {
        return link == null
                ? "local " + settings.endpoint.host()
                : settings.endpoint.transport() + " " + link.local() + " ↔ " + link.remote();
    }

    @Override
    public Snapshot snapshot() {
        return new Snapshot(way(), settings.endpoint.protocol(), peer(), isClosed(),
                Duration.ofNanos(System.nanoTime() - lastHeardNanos()), outbound.pendingBytes(),
                channels.snapshot());
    }

    @Override
    public String describe() {
        var why = life.reason();
        return "pipe[" + way() + " " + settings.endpoint.protocol() + ", channels "
                + channels.count() + "/" + settings.maxOpenChannels + ", out "
                + outbound.pendingBytes() + " B" + (why == null ? "" : ", " + why) + "]";
    }
}
