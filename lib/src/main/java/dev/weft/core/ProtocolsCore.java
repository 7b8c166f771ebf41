package dev.weft.core;

import dev.weft.Protocols;
import dev.weft.protocol.Bytes;
import dev.weft.protocol.Protocol;
import dev.weft.protocol.msgpack.MsgPack;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** The protocols of a node by name. */
final class ProtocolsCore implements Protocols {

    /** One for all nodes of the process: it is stateless but for what it learned of types. */
    private static final Protocol MSGPACK = new MsgPack();

    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<String, Protocol> byName = new TreeMap<>(); // guarded by lock

    ProtocolsCore() {
        add(MSGPACK);
        add(new Bytes());
    }

    @Override
    public Protocols add(Protocol protocol) {
        lock.lock();
        try {
            if (byName.putIfAbsent(protocol.name(), protocol) != null) {
                throw new IllegalArgumentException("protocol \"" + protocol.name()
                        + "\" is there already; remove it first");
            }
            return this;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean remove(String name) {
        lock.lock();
        try {
            return byName.remove(name) != null;
        } finally {
            lock.unlock();
        }
    }

    Protocol find(String name) {
        lock.lock();
        try {
            var protocol = byName.get(name);
            if (protocol == null) {
                throw new IllegalArgumentException("no protocol \"" + name + "\"; there are "
                        + byName.keySet() + ", and protocols().add(...) adds one");
            }
            return protocol;
        } finally {
            lock.unlock();
        }
    }
}
