package dev.weft.bench;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the rows of {@link Goals} and prints how we stand, as a Markdown table.
 *
 * <p>All peers of a row are started and warmed up, each a server and a client process; then the
 * rounds go around, one peer at a time, so that a slow minute of the machine meets all of them. A
 * figure is the median of its rounds. Only ratios inside of one run mean something.
 */
public final class Bench {

    private static final String USAGE = """
            Options:
              --short          short rounds, for a look: about three minutes in all
              --rounds=N       rounds of each row (default 5)
              --only=a,b       only rows whose name contains one of these
              --peers=a,b      only these peers besides weft
            """;

    private final Options options;
    private final Natives natives = new Natives();

    private Bench(Options options) {
        this.options = options;
    }

    /** What the command line says. */
    private record Options(int rounds, long warmupMillis, long roundMillis, List<String> only,
            List<String> peers) {

        static Options of(String[] args) {
            var rounds = 0;
            var brief = false;
            var only = List.<String>of();
            var peers = List.<String>of();
            for (var arg : args) {
                var value = arg.substring(arg.indexOf('=') + 1);
                if (arg.equals("--short")) {
                    brief = true;
                } else if (arg.startsWith("--rounds=")) {
                    rounds = Integer.parseInt(value);
                } else if (arg.startsWith("--only=")) {
                    only = List.of(value.split(","));
                } else if (arg.startsWith("--peers=")) {
                    peers = List.of(value.split(","));
                } else {
                    throw new IllegalArgumentException("no option \"" + arg + "\"\n" + USAGE);
                }
            }
            return new Options(rounds > 0 ? rounds : brief ? 3 : 5, brief ? 1500 : 4000,
                    brief ? 400 : 1000, only, peers);
        }

        boolean wants(Row row) {
            return only.isEmpty() || only.stream().anyMatch(row.name()::contains);
        }

        boolean wants(String peer) {
            return peers.isEmpty() || peers.contains(peer) || Row.isOurs(peer);
        }
    }

    /** See {@link #USAGE}. */
    public static void main(String[] args) throws Exception {
        try {
            new Bench(Options.of(args)).run();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private void run() throws Exception {
        System.out.println("Weft beside its peers, " + LocalDate.now() + ": " + Machine.describe());
        natives.missing().forEach(System.out::println);
        System.out.println();
        System.out.println(Row.HEADER);
        for (var row : Goals.ROWS) {
            if (options.wants(row)) {
                measure(row).forEach(System.out::println);
            }
        }
    }

    private List<String> measure(Row row) throws Exception {
        var pairs = new LinkedHashMap<String, Pair>();
        var absent = new LinkedHashMap<String, String>();
        try {
            for (var peer : row.peers()) {
                if (!options.wants(peer)) {
                    continue;
                }
                try {
                    pairs.put(peer, Pair.start(natives, peer, row));
                } catch (IOException e) {
                    absent.put(peer, e.getMessage());
                }
            }
            return row.lines(rounds(row, pairs), absent);
        } finally {
            pairs.values().forEach(Pair::close);
        }
    }

    private Map<String, List<Figures>> rounds(Row row, Map<String, Pair> pairs) throws IOException {
        var figures = new LinkedHashMap<String, List<Figures>>();
        var once = row.load() == Load.IDLE;
        for (var pair : pairs.entrySet()) {
            if (!once) {
                pair.getValue().run(options.warmupMillis);
            }
            figures.put(pair.getKey(), new ArrayList<>());
        }
        for (var round = 0; round < (once ? 1 : options.rounds); round++) {
            for (var pair : pairs.entrySet()) {
                figures.get(pair.getKey()).add(pair.getValue().run(options.roundMillis));
            }
        }
        return figures;
    }
}
