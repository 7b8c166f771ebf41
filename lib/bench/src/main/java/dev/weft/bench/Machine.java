package dev.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system tells about the machine and its processes. */
final class Machine {

    /** Of the figures in /proc/pid/stat; the same on all Linux that matters here. */
    private static final double TICKS_A_SECOND = 100;

    private Machine() {}

    static String describe() throws IOException {
        var cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(it -> it.startsWith("model name")).findFirst().orElse(": ?");
        return Runtime.getRuntime().availableProcessors() + " CPUs" + cpu.substring(
                cpu.indexOf(':')) + ", Linux " + System.getProperty("os.version") + ", JDK "
                + Runtime.version();
    }

    /** Processor time of a process until now, user and system. */
    static double cpuSeconds(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }

    /** Memory of a process that is really there. */
    static long residentBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(it -> it.startsWith("VmRSS:"))
                .mapToLong(it -> 1024 * Long.parseLong(it.replaceAll("\\D", "")))
                .findFirst().orElseThrow(() -> new IOException("no VmRSS of " + pid));
    }

    /** Whether a program is on the path. */
    static boolean has(String program) {
        for (var directory : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
