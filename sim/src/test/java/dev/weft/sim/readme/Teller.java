package dev.weft.sim.readme;

import dev.weft.NetException;
import dev.weft.Node;
import dev.weft.sim.readme.Bank.Done;
import dev.weft.sim.readme.Bank.Transfer;
import java.time.Duration;

/** The client of the tutorial's bank. */
final class Teller {

    private Teller() {}

    static void work(Node node) throws InterruptedException {
        while (true) {
            try (var pipe = node.connect("tcp://bank:7000/msgpack")) {
                var channel = pipe.open("transfers");
                while (true) {
                    channel.request(new Transfer("alice", "bob", 1), Done.class,
                        Duration.ofSeconds(1));
                    Thread.sleep(10);
                }
            } catch (NetException e) {
                Thread.sleep(100);
            }
        }
    }
}
