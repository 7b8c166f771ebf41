package dev.weft.core;

import dev.weft.Channel;
import dev.weft.Channel.Answer;
import dev.weft.CloseReason;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.NetException;
import dev.weft.Pipe;
import dev.weft.core.BindingCore.Settings;
import dev.weft.core.Handlers.EndHandlers;
import dev.weft.core.MessageCore.Keys;
import dev.weft.protocol.Protocol;
import dev.weft.run.RunnerCore;
import dev.weft.run.Work;
import dev.weft.trace.FlightEvents;
import dev.weft.wire.Frame;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * A channel: joins its way out ({@link Sending}), its way in ({@link Receiving}), its
 * {@link Handlers} and its waiting {@link Requests}. The pipe's reader calls {@code receive} and
 * the other short methods for frames; handlers run in the lane.
 */
final class ChannelCore extends Work implements Channel {

    private final PipeCore pipe;
    private final int number;
    private final String name;
    private final SendWindow window;
    private final Sending sending;
    private final Handlers handlers = new Handlers(this);
    private final Receiving receiving;
    private final Requests requests;
    private final Encryption encryption;
    private final AtomicReference<@Nullable CloseReason> ended = new AtomicReference<>();
    private final EndHandlers endHandlers = new EndHandlers(this);
    /** Whether handlers may run: not before the accept handler or the setup has returned. */
    private volatile boolean released;
    private boolean finished; // confined to the lane

    /**
     * A channel that has just been asked for.
     *
     * @param opener whether this side asked
     */
    ChannelCore(PipeCore pipe, int number, boolean opener, String name, Outbound outbound,
            Settings settings) {
        super(RunnerCore.ownLane(name, pipe.nodeCore().threads()));
        this.pipe = pipe;
        this.number = number;
        this.name = name;
        this.window = new SendWindow(outbound.windowLock(), this::describe);
        this.sending = new Sending(this, outbound, window);
        this.receiving = new Receiving(this, handlers, settings);
        this.requests = new Requests(this, sending);
        this.encryption = new Encryption(this, opener, outbound.isLocal(), window);
    }

    int number() {
        return number;
    }

    PipeCore pipeCore() {
        return pipe;
    }

    Protocol protocol() {
        return pipe.protocol();
    }

    Sending sending() {
        return sending;
    }

    Taps taps() {
        return receiving.taps();
    }

    /** The program is done with a message: the peer may get credit for another. */
    void taken(MessageCore message) {
        receiving.taken(message);
    }

    SendWindow window() {
        return window;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Pipe pipe() {
        return pipe;
    }

    // ---- sending

    @Override
    public void send(Object message) throws InterruptedException {
        send(Keys.of(message.getClass()), message);
    }

    @Override
    public void send(String key, Object body) throws InterruptedException {
        sending.send(Frame.Kind.MESSAGE, 0, key, body, Long.MAX_VALUE);
    }

    @Override
    public boolean trySend(Object message) {
        return sending.trySend(Keys.of(message.getClass()), message);
    }

    @Override
    public boolean trySend(String key, Object body) {
        return sending.trySend(key, body);
    }

    @Override
    public <R> R request(Object question, Class<R> answer, Duration timeout)
            throws InterruptedException {
        return requests.ask(question, answer, timeout);
    }

    // ---- receiving

    @Override
    public Message receive() throws InterruptedException {
        return receiving.next();
    }

    @Override
    public Optional<Message> receive(Duration timeout) throws InterruptedException {
        return Optional.ofNullable(receiving.next(timeout.toNanos()));
    }

    @Override
    public <T> T receive(Class<T> type) throws InterruptedException {
        return receiving.next(type);
    }

    // ---- encryption

    @Override
    public Channel encrypt(SecretKey key, Algorithm algorithm) {
        encryption.begin(key, algorithm);
        return this;
    }

    Encryption encryption() {
        return encryption;
    }

    // ---- handlers

    @Override
    public <T> Channel on(Class<T> type, Handler<? super T> handler) {
        return on(Keys.of(type), message -> handler.handle(message.as(type)));
    }

    @Override
    public Channel on(String key, Handler<Message> handler) {
        handlers.on(key, handler);
        signal();
        return this;
    }

    @Override
    public Channel on(String key, Function<Message, String> keyOf, Handler<Message> handler) {
        handlers.on(key, keyOf, handler);
        signal();
        return this;
    }

    @Override
    public Channel onOther(Handler<Message> handler) {
        handlers.onOther(handler);
        signal();
        return this;
    }

    @Override
    public <Q, R> Channel serve(Class<Q> question, Answer<? super Q, ? extends R> answer) {
        handlers.serve(Keys.of(question), message -> answer.to(message.as(question)));
        signal();
        return this;
    }

    @Override
    public Channel onError(Handler<CloseReason.HandlerFailed> handler) {
        handlers.onError((failed, from) -> handler.handle(failed));
        return this;
    }

    @Override
    public Channel onClose(Handler<CloseReason> handler) {
        endHandlers.onClose(handler);
        signal();
        return this;
    }

    /** The accept handler or the setup has returned: delivery may begin. */
    void release() {
        encryption.settle();
        released = true;
        if (ended.get() == null) {
            FlightEvents.opened(this);
        }
        signal();
    }

    boolean isReleased() {
        return released;
    }

    @Override
    protected boolean runOne() {
        if (!released) {
            return false;
        }
        var sorted = receiving.taps().sortOne();
        var message = receiving.pollForHandler();
        if (message != null) {
            try {
                handlers.handle(message);
            } finally {
                receiving.taken(message);
            }
        } else if (!sorted) {
            tellEnd();
            return false;
        }
        return true;
    }

    // ---- what the pipe's reader tells

    /** Adds a fragment; true when the lane has to look at what is now complete. */
    boolean receive(Frame.Data part) throws ProtocolException {
        return encryption.allowsPlain() && join(part);
    }

    /** As with a fragment that comes as it is. */
    boolean receive(Frame.Sealed part) throws ProtocolException {
        var opened = encryption.open(part);
        return opened != null && join(opened);
    }

    private boolean join(Frame.Data part) throws ProtocolException {
        var whole = receiving.join(part);
        return whole != null && file(whole);
    }

    /** From the other end of a local pipe. */
    void receive(Outgoing handed) throws ProtocolException {
        if (encryption.allowsPlain() && file(MessageCore.of(this, handed))) {
            signal();
        }
    }

    private boolean file(MessageCore message) throws ProtocolException {
        return switch (message.kind()) {
            case REPLY, FAILURE -> {
                requests.answer(message);
                yield false;
            }
            case MESSAGE, REQUEST -> receiving.add(message);
        };
    }

    // ---- heartbeat and end

    @Override
    public Channel heartbeat(Duration interval, Duration timeout) {
        return heartbeat(interval, timeout, lost -> {});
    }

    @Override
    public Channel heartbeat(Duration interval, Duration timeout, Handler<CloseReason> whenLost) {
        var watch = Heartbeat.start(pipe.nodeCore().timerQueue(), interval, timeout,
                pipe::lastHeardNanos, () -> pipe.tell(new Frame.Ping()),
                lost -> {
                    end(lost, "heartbeat lost", false);
                    FlightEvents.lost(this, lost);
                });
        endHandlers.watch(watch, whenLost);
        if (ended.get() != null) {
            watch.stop();
        }
        return this;
    }

    @Override
    public void close() {
        end(new CloseReason.ClosedHere(), "", true);
    }

    /** Ends the channel from this side and tells the peer. */
    void end(CloseReason reason, String detail, boolean drop) {
        if (endQuietly(reason, drop)) {
            pipe.tellEnd(new Frame.Close(number,
                    reason instanceof CloseReason.ProtocolViolated, detail), window);
        }
    }

    /** Ends the channel without telling the peer; false when it already had ended. */
    boolean endQuietly(CloseReason why, boolean drop) {
        var reason = encryption.verified(why);
        if (!ended.compareAndSet(null, reason)) {
            return false;
        }
        pipe.channels().remove(this);
        window.close(reason);
        receiving.end(reason, drop);
        requests.close(reason);
        endHandlers.ended(reason);
        signal();
        return true;
    }

    private void tellEnd() {
        var reason = ended.get();
        if (reason != null && !receiving.isSorting()) {
            receiving.taps().end();
            endHandlers.run(reason);
            leaveRunner();
            if (!finished) {
                finished = true;
                pipe.channels().finished(this);
            }
        }
    }

    /** What a sender throws when the pipe broke under it. */
    NetException.Closed closed(IOException cause) {
        var reason = ended.get();
        return new NetException.Closed(
                describe(), reason != null ? reason : new CloseReason.TransportFailed(cause));
    }

    /** Why it ended; null while it is open. */
    @Nullable CloseReason ended() {
        return ended.get();
    }

    @Override
    protected boolean isDone() {
        return ended.get() != null;
    }

    @Override
    public Snapshot snapshot() {
        return new Snapshot(name, state(), receiving.count(), window.creditBytes(),
                window.creditMessages(), requests.count(), handlers.dropped());
    }

    @Override
    public String describe() {
        var reason = ended.get();
        return "channel " + name + "[" + pipe.way() + ", in " + receiving.count() + ", "
                + (reason != null ? reason
                : "credit " + window.creditBytes() + " B " + window.creditMessages()) + "]";
    }
}
