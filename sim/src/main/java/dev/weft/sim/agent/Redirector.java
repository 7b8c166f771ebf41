package dev.weft.sim.agent;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Redirects each class as the JVM hands it out; called by whichever thread loads the class. */
final class Redirector implements ClassFileTransformer {

    private static final String OURS = "dev/weft/sim/agent/";

    private final Map<String, List<Redirect>> found = new ConcurrentHashMap<>();
    private volatile @Nullable Throwable failure;
    private volatile boolean checked;

    /**
     * Whether this class, which the JVM loaded before us, has something to redirect. Only the
     * packages that programs use are looked into, since reading a class takes its time.
     */
    static boolean isAffected(Class<?> loaded) {
        var home = loaded.getPackageName();
        if (loaded.isArray() || loaded.isPrimitive() || loaded.isHidden()
                || !home.equals("java.lang") && !home.startsWith("java.util")
                && !home.startsWith("java.time") && !home.equals("sun.nio.ch")) {
            return false;
        }
        var name = loaded.getName().replace('.', '/');
        try (var in = loaded.getModule().getResourceAsStream(name + ".class")) {
            return in != null && ConstantPool.redirected(
                    name, in.readAllBytes(), Redirects.ALL, redirect -> {}) != null;
        } catch (IOException e) {
            return true; // the transformation itself will tell
        }
    }

    /** What was redirected in a class before {@link #check}. */
    List<Redirect> found(String className) {
        return found.getOrDefault(className, List.of());
    }

    /** Throws what went wrong until now, since the JVM swallows it; ends the book-keeping. */
    void check() {
        checked = true;
        if (failure != null) {
            throw new IllegalStateException("weft-sim cannot redirect: " + failure, failure);
        }
    }

    @Override
    public byte @Nullable [] transform(@Nullable ClassLoader loader, @Nullable String name,
            @Nullable Class<?> redefined, @Nullable ProtectionDomain domain, byte[] file) {
        if (name == null || name.startsWith(OURS)) {
            return null;
        }
        try {
            var made = new ArrayList<Redirect>();
            var result = ConstantPool.redirected(name, file, Redirects.ALL, made::add);
            if (!checked && result != null) {
                found.put(name.replace('/', '.'), List.copyOf(made));
            }
            return result;
        } catch (RuntimeException e) {
            failure = e;
            System.getLogger(Redirector.class.getName()).log(System.Logger.Level.ERROR,
                    "weft-sim: " + name + " keeps the machine's time and chance", e);
            return null;
        }
    }
}
