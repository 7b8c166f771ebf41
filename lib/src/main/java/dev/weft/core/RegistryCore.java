package dev.weft.core;

import dev.weft.Node.Registry;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** Things by name, beside names that belong to the node itself. */
final class RegistryCore<T> implements Registry<T> {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,63}");

    private final String kind;
    private final Set<String> reserved;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<String, T> byName = new TreeMap<>(); // guarded by lock

    RegistryCore(String kind, Set<String> reserved) {
        this.kind = kind;
        this.reserved = reserved;
    }

    @Override
    public RegistryCore<T> add(String name, T it) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(kind + " \"" + name + "\": a name has up to 64"
                    + " letters, digits, '+', '-' and '.', and begins with a letter");
        }
        lock.lock();
        try {
            if (reserved.contains(name) || byName.putIfAbsent(name, it) != null) {
                throw new IllegalArgumentException(kind + " \"" + name + "\" is there already; "
                        + (reserved.contains(name) ? "choose another name" : "remove it first"));
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

    @Override
    public T find(String name) {
        lock.lock();
        try {
            var found = byName.get(name);
            if (found == null) {
                var names = new TreeSet<>(reserved);
                names.addAll(byName.keySet());
                throw new IllegalArgumentException("no " + kind + " \"" + name + "\"; there are "
                        + String.join(", ", names) + ", and node." + kind
                        + "s().add(\"" + name + "\", ...) adds it");
            }
            return found;
        } finally {
            lock.unlock();
        }
    }
}
