package dev.weft.sim.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All faults of a run, known before it begins.
 *
 * <p>As a file it is text: a first line that names the format, one fault a line, a last line that
 * tells how many there were, so that a file that is cut short is noticed. Empty lines and what
 * follows a {@code #} are left to people.
 *
 * @param faults in the order of their beginnings
 */
public record FaultPlan(List<Fault> faults) {

    /** Nothing fails. */
    public static final FaultPlan NONE = new FaultPlan(List.of());

    private static final String FIRST_LINE = "weft fault plan 1";
    private static final String LAST_LINE = "end of ";

    /** Sorts them; no fault may end another one. */
    public FaultPlan {
        faults = faults.stream().sorted().toList();
        for (var i = 0; i < faults.size(); i++) {
            refuseDisturbance(faults.get(i), faults.subList(0, i));
        }
    }

    /** These faults. */
    public static FaultPlan of(Fault... faults) {
        return new FaultPlan(List.of(faults));
    }

    /** Refuses a plan that names what this simulation does not have. */
    public void check(Collection<String> hosts, Collection<String> databases) {
        for (var fault : faults) {
            var database = fault.kind().target() == Kind.Target.DATABASE;
            var known = database ? databases : hosts;
            for (var target : fault.targets()) {
                if (!known.contains(target)) {
                    throw new IllegalArgumentException("the plan's fault \"" + fault
                            + "\" names no " + (database ? "database" : "host")
                            + " of this simulation; there are " + known);
                }
            }
        }
    }

    /** Reads a plan from a file. An error names the file and the line. */
    public static FaultPlan read(Path file) throws IOException {
        return parse(Files.readString(file), file.toString());
    }

    /** Writes it to a file, and makes the folder if there is none. */
    public void write(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, toFile());
    }

    /**
     * Reads a plan from a text.
     *
     * @param place where it came from, for errors
     * @throws IllegalArgumentException names the place, the line, and what is wrong there
     */
    public static FaultPlan parse(String text, String place) {
        var lines = text.lines().map(line -> line.replaceFirst("#.*", "").strip()).toList();
        var faults = new ArrayList<Fault>();
        var begun = false;
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            var here = place + ":" + (i + 1) + ": ";
            if (line.isEmpty()) {
                continue;
            }
            if (!begun) {
                require(line.equals(FIRST_LINE), here + "a plan begins with \"" + FIRST_LINE
                        + "\", not with \"" + line + "\"");
                begun = true;
            } else if (line.startsWith(LAST_LINE)) {
                require(line.equals(lastLine(faults.size())), here + "\"" + line + "\" after "
                        + faults.size() + " faults: some lines are missing or too many");
                return new FaultPlan(faults);
            } else {
                faults.add(parse(line, here, faults));
            }
        }
        throw new IllegalArgumentException(place + ":" + (lines.size() + 1)
                + ": the plan is cut short: its last line \"" + lastLine(faults.size())
                + "\" is missing");
    }

    private static Fault parse(String line, String here, List<Fault> before) {
        try {
            var fault = Fault.parse(line);
            refuseDisturbance(fault, before);
            return fault;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(here + e.getMessage(), e);
        }
    }

    private static void refuseDisturbance(Fault fault, List<Fault> before) {
        for (var other : before) {
            require(!other.disturbs(fault), "\"" + fault + "\" overlaps with \"" + other
                    + "\": the end of one would end the other");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }

    private static String lastLine(int faults) {
        return LAST_LINE + faults + " faults";
    }

    /** The text of its file. */
    public String toFile() {
        return FIRST_LINE + "\n" + this + (faults.isEmpty() ? "" : "\n")
                + lastLine(faults.size()) + "\n";
    }

    /** Its faults, one a line. */
    @Override
    public String toString() {
        return faults.stream().map(Fault::toString).collect(Collectors.joining("\n"));
    }
}
