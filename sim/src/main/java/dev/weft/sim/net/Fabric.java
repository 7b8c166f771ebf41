package dev.weft.sim.net;

import dev.weft.sim.Latency;
import dev.weft.sim.SimNetwork;
import dev.weft.sim.core.Loop;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** All machines and the paths between them. Confined to the carrier. */
public final class Fabric implements SimNetwork {

    private static final String WHO = "network";

    private final Loop loop;
    private final Map<String, Machine> machines = new LinkedHashMap<>();
    private final Map<Ends, Path> paths = new LinkedHashMap<>();
    private Latency latency = Latency.lan();

    private record Ends(String from, String to) {}

    /** The network of one simulation. */
    public Fabric(Loop loop) {
        this.loop = loop;
    }

    Loop loop() {
        return loop;
    }

    Latency latency() {
        return latency;
    }

    /** Makes a machine of this name. */
    public Machine add(String name) {
        var machine = new Machine(this, name);
        machines.put(name, machine);
        return machine;
    }

    /** As a name server finds it. */
    Machine machine(String name) throws UnknownHostException {
        var machine = machines.get(name);
        if (machine == null) {
            throw new UnknownHostException(name);
        }
        return machine;
    }

    Path path(Machine from, Machine to) {
        return paths.computeIfAbsent(new Ends(from.name(), to.name()),
                key -> new Path(loop, from, to, paths.size()));
    }

    /** Tries all that waits. */
    void release() {
        paths.values().forEach(Path::release);
    }

    @Override
    public void partition(String a, String b) {
        both(a, b, "cut", path -> path.cut(true));
    }

    @Override
    public void partitionOneWay(String from, String to) {
        var path = path(from, to);
        note("cut from " + from + " to " + to);
        path.cut(true);
    }

    @Override
    public void isolate(String host) {
        var machine = known(host);
        note("cut around " + host);
        machine.isolate(true);
    }

    @Override
    public void rejoin(String host) {
        var machine = known(host);
        note("no cut around " + host);
        machine.isolate(false);
        release();
    }

    @Override
    public void heal(String a, String b) {
        both(a, b, "healed", path -> path.cut(false));
    }

    @Override
    public void heal() {
        note("healed");
        machines.values().forEach(machine -> {
            machine.isolate(false);
            machine.clog(false);
            machine.refuse(false);
        });
        paths.values().forEach(path -> {
            path.cut(false);
            path.clog(false);
        });
    }

    @Override
    public void clog(String from, String to) {
        var path = path(from, to);
        note("clogged from " + from + " to " + to);
        path.clog(true);
    }

    @Override
    public void unclog(String from, String to) {
        var path = path(from, to);
        note("unclogged from " + from + " to " + to);
        path.clog(false);
    }

    @Override
    public void clog(String host) {
        var machine = known(host);
        note("clogged around " + host);
        machine.clog(true);
    }

    @Override
    public void unclog(String host) {
        var machine = known(host);
        note("unclogged around " + host);
        machine.clog(false);
        release();
    }

    @Override
    public void swizzleClog(List<String> hosts, Duration over) {
        var chance = loop.stream("swizzle").at(loop.nanos);
        var half = over.toNanos() / 2;
        for (var host : List.copyOf(hosts)) {
            known(host);
            loop.after(chance.between(0, half), () -> clog(host));
            loop.after(chance.between(half, 2 * half), () -> unclog(host));
        }
    }

    @Override
    public void refuse(String host) {
        var machine = known(host);
        note(host + " refuses connections");
        machine.refuse(true);
    }

    @Override
    public void admit(String host) {
        var machine = known(host);
        note(host + " admits connections");
        machine.refuse(false);
    }

    @Override
    public void latency(String a, String b, Latency other) {
        both(a, b, "another latency", path -> path.latency(other));
    }

    @Override
    public void latency(Latency other) {
        latency = other;
    }

    @Override
    public void slow(String a, String b, Duration extra) {
        if (extra.isNegative()) {
            throw new IllegalArgumentException("slower by " + extra + ": must not be negative");
        }
        both(a, b, "slower by " + extra.toMillis() + " ms", path -> path.slow(extra.toNanos()));
    }

    @Override
    public void bandwidth(String a, String b, long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException(bytesPerSecond + " bytes/s: must be at least 1");
        }
        both(a, b, bytesPerSecond + " bytes/s", path -> path.bandwidth(bytesPerSecond));
    }

    @Override
    public void reset(String a, String b) {
        links(a, b, "resets").forEach(SimLink::reset);
    }

    @Override
    public void halfOpen(String a, String b) {
        links(a, b, "half-open connections").forEach(SimLink::lose);
    }

    private void both(String a, String b, String what, Consumer<Path> change) {
        var there = path(a, b);
        var back = path(b, a);
        note(what + " between " + a + " and " + b);
        change.accept(there);
        change.accept(back);
    }

    /** Both ends of all connections between the two. */
    private List<SimLink> links(String a, String b, String what) {
        var ends = new ArrayList<>(known(a).linksTo(known(b)));
        ends.addAll(known(b).linksTo(known(a)));
        note(what + " between " + a + " and " + b);
        return ends;
    }

    private Path path(String from, String to) {
        return path(known(from), known(to));
    }

    private Machine known(String name) {
        var machine = machines.get(name);
        if (machine == null) {
            throw new IllegalArgumentException("no host " + name + "; there are "
                    + machines.keySet());
        }
        return machine;
    }

    private void note(String text) {
        loop.trace().note(WHO, text);
    }
}
