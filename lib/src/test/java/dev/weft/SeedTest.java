package dev.weft;

import static dev.weft.Channel.Algorithm.AES_256_GCM;
import static java.lang.System.Logger.Level.DEBUG;
import static java.net.StandardSocketOptions.TCP_NODELAY;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.protocol.msgpack.MsgPack;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each line of the design note that Weft began with, in the way a program writes it today. */
@Timeout(30)
class SeedTest {

    record Greet(String name) {}

    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Test
    void protocolFactory() throws Exception {
        try (var node = Node.start("lobby-1")) { // proto_factory::inst(): no singleton
            // proto_factory::inst().remove( 'msgpack' )
            assertTrue(node.protocols().remove("msgpack"));
            assertThrows(IllegalArgumentException.class,
                    () -> node.bind("tcp", "127.0.0.1", 0, "msgpack"));
            // proto_factory::inst().add( 'msgpack', proto::ptr )
            node.protocols().add("msgpack", new MsgPack());
            node.bind("tcp", "127.0.0.1", 0, "msgpack");
        }
    }

    @Test
    void pipes() throws Exception {
        try (var node = Node.start("lobby-1")) { // pipe->create( 'name' )
            // pipe->bind( 'tcp', ip, port, 'msgpack' )
            var listener = node.bind("tcp", "127.0.0.1", 0, "msgpack")
                    // pipe->set_max_open_channels()
                    .maxOpenChannels(64)
                    // pipe->on( 'accepted', func(pipe, channel, error) )
                    .onAccepted((pipe, channel) -> events.add("accepted " + channel.name()))
                    .listen(); // pipe->open( local )
            // proto_factory::inst()->create( 'tcp', ip, port ), pipe->open( remote )
            var pipe = node.bind("tcp", "127.0.0.1", listener.port(), "msgpack")
                    // ->on( 'connected', func(pipe, channel, error) )
                    .onConnected(it -> events.add("connected"))
                    .onFailed(error -> events.add("failed"))
                    // ->on( 'close', func )
                    .onClose(reason -> events.add("close " + reason))
                    // ->on( 'destroy', func )
                    .onDestroy(it -> events.add("destroy"))
                    .connect();
            assertEquals("connected", events.take());
            // pipe->get_proto().as<tcp>().set_no_delay()
            pipe.option(TCP_NODELAY, true);
            pipe.open("user");
            assertEquals("accepted user", events.take());
            // pipe->destroy()
            pipe.destroy();
            // pipe->process(): nothing to call; join() waits for its end
            assertEquals(new CloseReason.ClosedHere(), pipe.join());
            assertEquals("close ClosedHere[]", events.take());
            assertEquals("destroy", events.take());
            listener.close();
            assertThrows(NetException.ConnectFailed.class, () ->
                    node.bind("tcp", "127.0.0.1", listener.port(), "msgpack")
                            .onFailed(error -> events.add("failed")).connect());
            assertEquals("failed", events.take());
        }
    }

    @Test
    void channels() throws Exception {
        var key = new SecretKeySpec(SecureRandom.getSeed(32), "AES");
        try (var pair = Pair.over(Pair.TCP, (pipe, channel) -> channel
                // channel->set_encryption( key, algorithm )
                .encrypt(key, AES_256_GCM)
                // channel->set_heartbeat( interval, timeout, fail cb )
                .heartbeat(ofSeconds(2), ofSeconds(6), lost -> events.add("lost"))
                // channel->on( 'key', func )
                .on(Greet.class, greet -> channel.send("hello, " + greet.name()))
                .on("say", message -> events.add("say " + message.as(String.class)))
                // channel->on( 'key', key_func, func )
                .on("Duke", message -> message.as(String.class).split(" ")[1],
                        message -> events.add("by function " + message.as(String.class)))
                .onOther(message -> events.add("other " + message.key()))
                // channel->on( 'close', func )
                .onClose(reason -> events.add("close " + reason)))) {
            var channel = pair.pipe.open("greeting", it -> it.encrypt(key, AES_256_GCM));
            // channel->send( msg )
            channel.send(new Greet("Duke"));
            assertEquals("hello, Duke", channel.receive(String.class));
            channel.send("say", "something");
            channel.send("any", "to Duke");
            channel.send("any", "to nobody");
            // channel->close()
            channel.close();
            for (var event : List.of("say something", "by function to Duke", "other any",
                    "close ClosedByPeer[detail=]")) {
                assertEquals(event, events.take());
            }
        }
    }

    @Test
    void timers() throws Exception {
        try (var node = Node.start()) {
            var timers = node.timers("lobby");
            var ticks = new CountDownLatch(3);
            // timer->set( 'key', cb, delay, interval, forever )
            timers.set("tick", ofMillis(1), ofMillis(1), Timers.FOREVER, ticks::countDown);
            timers.every("sweep", ofSeconds(10), () -> {});
            timers.set("countdown", ofMillis(1), ofMillis(1), 5, () -> {});
            ticks.await();
            assertTrue(timers.cancel("tick"));
            // timer->once( 'key', cb, interval )
            timers.once("open-doors", ofMillis(1), () -> events.add("open"));
            assertEquals("open", events.take());
        }
    }

    @Test
    void runnersAndRunnables() throws Exception {
        try (var node = Node.start()) {
            // runner->create( policy ): schedule_policy::group, the runner itself is the group_id
            var lobby = node.runner("lobby", Policy.GROUP);
            // schedule_policy::standalone; other scheduling parameters: maxBatch
            node.runner("each", Policy.STANDALONE);
            node.runner("small turns", new Policy.Group(8));
            var timers = node.timers("lobby");
            // runner->attach( runnable )
            lobby.attach(timers);
            // schedule_state::ready, suspended, running
            assertEquals(Task.State.READY, timers.state());
            lobby.suspend(timers);
            assertEquals(Task.State.SUSPENDED, timers.state());
            lobby.resume(timers);
            var state = new CompletableFuture<Task.State>();
            timers.once("look", ofMillis(0), () -> state.complete(timers.state()));
            assertEquals(Task.State.RUNNING, state.get());
            lobby.run("code", () -> events.add("in the lane"));
            assertEquals("in the lane", events.take());
            // runner->detach( runnable )
            lobby.detach(timers);
            // runner->destroy()
            lobby.close();
            assertEquals(Task.State.READY, timers.state());
        }
    }

    @Test
    void sinks() throws Exception {
        var accepted = new CompletableFuture<Channel>();
        try (var pair = Pair.over(Pair.LOCAL, (pipe, channel) -> accepted.complete(channel))) {
            var sink = pair.server.sink("feed");
            var channel = pair.pipe.open("posts");
            // sink->attach( channel, [filter function] ); default is to forward all messages
            sink.attach(accepted.get());
            sink.attach(accepted.get(), message -> message.is(Greet.class));
            sink.on(Greet.class, (greet, from) -> events.add(from.name() + " " + greet.name()));
            channel.send(new Greet("Duke"));
            channel.send("stays with the channel");
            assertEquals("posts Duke", events.take());
            assertEquals("stays with the channel", accepted.get().receive(String.class));
            // sink->detach( channel )
            sink.detach(accepted.get());
        }
    }

    @Test
    void debug() throws Exception {
        try (var pair = Pair.over(Pair.LOCAL, (pipe, channel) -> {})) {
            var channel = pair.pipe.open("user");
            List<Described> all = List.of(pair.server, pair.listener, pair.pipe, channel,
                    pair.server.timers("t"), pair.server.sink("s"),
                    pair.server.runner("r", Policy.GROUP), pair.server.run("task", () -> {}));
            for (var each : all) {
                // const char* get_desc() const for timer, pipe, channel, sink, and runnable
                assertTrue(each.describe().contains("["), each.describe());
                // log() functions with get_desc() and line/function information
                each.log(DEBUG, "the line begins with get_desc(): {0}", "as here");
            }
        }
    }
}
