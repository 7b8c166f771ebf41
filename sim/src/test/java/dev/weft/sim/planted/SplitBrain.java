package dev.weft.sim.planted;

import dev.weft.NetException;
import dev.weft.Node;
import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two candidates of which one leads, for as long as the voters lend it their vote.
 *
 * <p>The bug: one vote is enough. While the network is cut, each candidate finds a voter.
 */
record SplitBrain(boolean mended) implements Scenario {

    private static final List<String> VOTERS = List.of("voter-1", "voter-2", "voter-3");
    private static final long LEASE_MILLIS = 1000;

    record Ask(String candidate) {}

    record Vote(boolean yes) {}

    @Override
    public void play(Simulation sim) {
        VOTERS.forEach(name -> sim.host(name, SplitBrain::vote));
        var leaders = new ArrayList<AtomicLong>();
        for (var name : List.of("candidate-1", "candidate-2")) {
            var leadsUntil = new AtomicLong();
            leaders.add(leadsUntil);
            sim.host(name, node -> lead(node, leadsUntil));
        }
        sim.length(Duration.ofSeconds(10));
        sim.faults(Faults.swarm().partition("*").pause("candidate-*"));
        sim.always("one leads at a time", () -> leading(leaders) < 2);
        sim.eventually("one leads", Duration.ofSeconds(30), () -> leading(leaders) == 1);
    }

    private static long leading(List<AtomicLong> leaders) {
        return leaders.stream().filter(until -> millis() < until.get()).count();
    }

    private static void vote(Node node) {
        var given = new Object() {
            String to = "";
            long until;
        };
        node.listen("tcp://0.0.0.0:7000/msgpack", (pipe, channel) ->
            channel.serve(Ask.class, ask -> {
                if (millis() >= given.until || given.to.equals(ask.candidate())) {
                    given.to = ask.candidate();
                    given.until = millis() + LEASE_MILLIS;
                }
                return new Vote(given.to.equals(ask.candidate()));
            }));
    }

    private void lead(Node node, AtomicLong leadsUntil) throws Exception {
        var voters = VOTERS.stream()
                .map(name -> new Caller(node, "tcp://" + name + ":7000/msgpack")).toList();
        while (true) {
            var asked = millis();
            var votes = 0;
            for (var voter : voters) {
                try {
                    if (!voter.ask(new Ask(node.name()), Vote.class).yes()) {
                        break; // there is a leader
                    }
                    votes++;
                } catch (NetException e) {
                    // another one may vote
                }
            }
            if (votes >= (mended ? 2 : 1)) {
                leadsUntil.set(asked + LEASE_MILLIS);
            }
            Thread.sleep(200);
        }
    }

    private static long millis() {
        return System.nanoTime() / 1_000_000;
    }
}
