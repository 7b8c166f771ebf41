package dev.weft.sim.net;

import dev.weft.sim.SimNetwork;
import dev.weft.sim.core.Loop;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** All machines and the paths between them. Confined to the carrier. */
public final class Fabric implements SimNetwork {

    private static final String WHO = "network";

    private final Loop loop;
    private final Map<String, Machine> machines = new LinkedHashMap<>();
    private final Map<Ends, Path> paths = new LinkedHashMap<>();

    private record Ends(String from, String to) {}

    /** The network of one simulation. */
    public Fabric(Loop loop) {
        this.loop = loop;
    }

    Loop loop() {
        return loop;
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
        note("cut between " + a + " and " + b);
        path(a, b).cut(true);
        path(b, a).cut(true);
    }

    @Override
    public void partitionOneWay(String from, String to) {
        note("cut from " + from + " to " + to);
        path(from, to).cut(true);
    }

    @Override
    public void isolate(String host) {
        note("cut around " + host);
        known(host).isolate(true);
    }

    @Override
    public void rejoin(String host) {
        note("healed around " + host);
        known(host).isolate(false);
        release();
    }

    @Override
    public void heal(String a, String b) {
        note("healed between " + a + " and " + b);
        path(a, b).cut(false);
        path(b, a).cut(false);
    }

    @Override
    public void heal() {
        note("healed");
        machines.values().forEach(machine -> machine.isolate(false));
        paths.values().forEach(path -> path.cut(false));
    }

    @Override
    public void slow(String a, String b, Duration extra) {
        note("slower by " + extra.toMillis() + " ms between " + a + " and " + b);
        path(a, b).slow(extra.toNanos());
        path(b, a).slow(extra.toNanos());
    }

    @Override
    public void reset(String a, String b) {
        note("resets between " + a + " and " + b);
        known(a).breakLinks(known(b));
        known(b).breakLinks(known(a));
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
