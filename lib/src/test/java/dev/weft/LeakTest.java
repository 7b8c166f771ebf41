package dev.weft;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was closed is gone: threads, descriptors, memory. The long run is
 * {@code -Dtest=LeakTest -Dleak.cycles=100000}, which makes a pipe for every twenty channels.
 */
@Timeout(600)
class LeakTest {

    private static final int CYCLES = Integer.getInteger("leak.cycles", 2_000);

    /** Alarms that were cancelled are let go of in bulk. */
    private static final int STILL_HELD = 150;

    /** The two ends of the pipe that stays may have begun to write on threads of their own. */
    private static final int WRITERS = 2;

    private final List<WeakReference<Object>> closed =
            Collections.synchronizedList(new ArrayList<>());

    @ParameterizedTest
    @ValueSource(strings = {Pair.TCP, Pair.LOCAL})
    void openingAndClosingLeavesNothing(String endpoint) throws Exception {
        try (var there = new Counted("there"); var other = new Counted("here")) {
            var here = endpoint.equals(Pair.LOCAL) ? there : other;
            var listener = there.node.listen(endpoint, (pipe, channel) -> {
                remember(pipe, channel);
                channel.serve(String.class, text -> text)
                        .heartbeat(Duration.ofMinutes(1), Duration.ofMinutes(2));
            });
            var address = endpoint.replace(":0/", ":" + listener.port() + "/");
            var pipe = here.node.connect(address);
            cycle(pipe, 200);
            var threads = there.threads() + other.threads();
            var descriptors = descriptors();
            var heap = heap();
            for (var i = 0; i < CYCLES / 20; i++) {
                var more = here.node.connect(address);
                cycle(more, 1);
                remember(more, more);
                more.close();
            }
            cycle(pipe, CYCLES);
            Counted.await(() -> there.threads() + other.threads() <= threads + WRITERS);
            Counted.await(() -> descriptors() <= descriptors);
            Counted.await(() -> stillHeld() < STILL_HELD);
            System.out.println(endpoint + ": " + CYCLES + " channels, " + CYCLES / 20
                    + " pipes; threads " + threads + ", descriptors " + descriptors + " -> "
                    + descriptors() + ", heap KiB " + heap + " -> " + heap());
            assertTrue(closed.size() >= 2 * CYCLES, closed.size() + " were made");
        }
    }

    private void cycle(Pipe pipe, int times) throws InterruptedException {
        for (var i = 0; i < times; i++) {
            var channel = pipe.open("short");
            remember(channel, channel);
            if (i % 10 == 0) {
                channel.request("question", String.class, Duration.ofMinutes(1));
            }
            channel.close();
        }
    }

    private void remember(Object one, Object another) {
        closed.add(new WeakReference<>(one));
        closed.add(new WeakReference<>(another));
    }

    private long stillHeld() {
        System.gc();
        return List.copyOf(closed).stream().map(WeakReference::get).distinct().count();
    }

    private static long heap() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 10;
    }

    /** Linux tells; elsewhere there are none. */
    private static long descriptors() {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (java.io.IOException e) {
            return 0;
        }
    }
}
