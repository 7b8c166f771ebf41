package dev.weft.sim.net;

import dev.weft.sim.core.Life;
import dev.weft.sim.core.Loop;
import dev.weft.sim.events.Trouble;
import dev.weft.transport.Network;
import java.net.BindException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The network side of a host, its kernel: it answers also while the host's threads stand still, and
 * after its process was killed. Confined to the carrier.
 */
public final class Machine {

    private static final int FIRST_FREE_PORT = 49_152;
    private static final int LAST_PORT = 65_535;

    private final Fabric fabric;
    private final String name;
    private final TreeMap<Integer, SimListener> listeners = new TreeMap<>();
    private final Set<SimLink> links = new LinkedHashSet<>();
    private final Trouble isolation;
    private final Trouble clogging;
    private final Trouble refusal;
    private int nextPort = FIRST_FREE_PORT;
    private int boots;
    private boolean power = true;
    private boolean isolated;
    private boolean clogged;
    private boolean refusing;

    Machine(Fabric fabric, String name) {
        this.fabric = fabric;
        this.name = name;
        isolation = new Trouble(fabric.loop().log(), name);
        clogging = new Trouble(fabric.loop().log(), name);
        refusal = new Trouble(fabric.loop().log(), name);
    }

    String name() {
        return name;
    }

    Fabric fabric() {
        return fabric;
    }

    Loop loop() {
        return fabric.loop();
    }

    /** How often it lost power. */
    int boots() {
        return boots;
    }

    boolean hasPower() {
        return power;
    }

    boolean isIsolated() {
        return isolated;
    }

    void isolate(boolean now) {
        isolated = now;
        isolation.set(now, "cut from all others");
    }

    boolean isClogged() {
        return clogged;
    }

    void clog(boolean now) {
        clogged = now;
        clogging.set(now, "clogged from and to all others");
    }

    boolean isRefusing() {
        return refusing;
    }

    void refuse(boolean now) {
        refusing = now;
        refusal.set(now, "refuses connections");
    }

    /** The network as a life of the host sees it. */
    public Network network(Life life) {
        return new HostNetwork(this, life);
    }

    /** The process is gone: the kernel resets its connections and listens no more. */
    public void reset() {
        var open = new ArrayList<>(links);
        links.clear();
        listeners.clear();
        open.forEach(SimLink::abort);
    }

    /** The process has ended by itself: the kernel closes what it left open. */
    public void exit() {
        var open = new ArrayList<>(links);
        links.clear();
        listeners.clear();
        open.forEach(SimLink::close);
    }

    /** All is gone, and nobody is told. */
    public void powerOff() {
        power = false;
        boots++;
        links.forEach(SimLink::vanish);
        links.clear();
        listeners.clear();
    }

    /** Packets find it again. */
    public void powerOn() {
        power = true;
        fabric.release();
    }

    void add(SimLink link) {
        links.add(link);
    }

    void remove(SimLink link) {
        links.remove(link);
    }

    /** Its connections to another machine. */
    List<SimLink> linksTo(Machine other) {
        return links.stream().filter(link -> link.isTo(other)).toList();
    }

    @Nullable SimListener listener(int port) {
        return listeners.get(port);
    }

    SimListener listen(int port, boolean local, Life life) throws BindException {
        var number = port == 0 ? freePort() : port;
        if (listeners.containsKey(number)) {
            throw new BindException(name + ":" + number + ": address in use");
        }
        var listener = new SimListener(this, number, local, life);
        listeners.put(number, listener);
        return listener;
    }

    void remove(SimListener listener) {
        listeners.remove(listener.port(), listener);
    }

    /** A port for an outgoing connection, or for a listener that wants any. */
    int freePort() {
        do {
            nextPort = nextPort == LAST_PORT ? FIRST_FREE_PORT : nextPort + 1;
        } while (listeners.containsKey(nextPort));
        return nextPort;
    }
}
