package dev.weft.sim.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.NetException;
import dev.weft.Node;
import dev.weft.sim.Scenario;
import dev.weft.sim.fault.Faults;
import dev.weft.sim.history.MapModel.Ask;
import dev.weft.sim.history.MapModel.Get;
import dev.weft.sim.history.MapModel.Put;
import dev.weft.sim.search.Run;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store of a few keys on one host, and clients that do not trust it. */
@Timeout(60)
class StoreTest {

    private static final Duration PATIENCE = Duration.ofMillis(300);

    record Question(String key, int value) {}

    record Reply(int value) {}

    private static final int NONE = 0;

    /** Puts a value, or reads with none; answers what was there before. */
    private static void serve(Node node, Map<String, Integer> store) {
        node.listen("tcp://0.0.0.0:7000/msgpack", (pipe, channel) ->
                channel.serve(Question.class, question -> new Reply(question.value() == NONE
                        ? store.getOrDefault(question.key(), NONE)
                        : Optional.ofNullable(store.put(question.key(), question.value()))
                                .orElse(NONE))));
    }

    private static Scenario scenario(boolean onDisk) {
        return sim -> {
            var history = new History<Ask<String, Integer>, Object>();
            var disk = new HashMap<String, Integer>();
            sim.length(Duration.ofSeconds(5));
            sim.faults(Faults.swarm().kill("store").crash("store").partition("store").most(5));
            sim.host("store", node -> serve(node, onDisk ? disk : new HashMap<>()));
            for (var i = 1; i <= 3; i++) {
                var name = "client-" + i;
                var first = i * 1_000;
                sim.host(name, node -> live(node, name, first, history));
            }
            sim.run();
            history.check(new MapModel<String, Integer>()).check();
        };
    }

    private static void live(Node node, String name, int first,
            History<Ask<String, Integer>, Object> history) throws InterruptedException {
        for (var n = first;; n++) {
            try (var pipe = node.connect("tcp://store:7000/msgpack", PATIENCE)) {
                var channel = pipe.open("questions");
                while (true) {
                    Thread.sleep(ThreadLocalRandom.current().nextInt(1, 100));
                    var key = "k" + ThreadLocalRandom.current().nextInt(2);
                    var reads = ThreadLocalRandom.current().nextBoolean();
                    var call = history.call(name,
                            reads ? new Get<>(key) : new Put<>(key, ++n));
                    var reply = channel.request(
                            new Question(key, reads ? NONE : n), Reply.class, PATIENCE);
                    call.answered(reply.value() == NONE
                            ? Optional.empty() : Optional.of(reply.value()));
                }
            } catch (NetException e) {
                Thread.sleep(50); // what was asked may have happened
            }
        }
    }

    @Test
    void aStoreOnDiskIsLinearizableWhateverFails() {
        for (var seed = 1; seed <= 20; seed++) {
            assertEquals("", Run.of(scenario(true), seed, null).what());
        }
    }

    @Test
    void aStoreThatForgetsWhenItDiesIsFound() {
        var found = "";
        for (var seed = 1; seed <= 20 && found.isEmpty(); seed++) {
            found = Run.of(scenario(false), seed, null).what();
        }
        assertTrue(found.startsWith("no order explains what was heard of k"), found);
        assertTrue(found.contains("Optional.empty"), found);
    }
}
