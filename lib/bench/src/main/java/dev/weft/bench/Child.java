package dev.weft.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A process of the benchmark: one peer as a server or as a client of one load. Talks to
 * {@link Bench} in lines; ends with its standard input. The C programs speak the same lines.
 */
public final class Child {

    private Child() {}

    /** {@code <peer> server <load>} or {@code <peer> client <load> <port>}. */
    public static void main(String[] args) throws Exception {
        var peer = Peers.named(args[0]);
        var load = Load.valueOf(args[2]);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        if (args[1].equals("server")) {
            System.out.println("port " + peer.serve(load));
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                System.gc(); // asked for where memory is measured
                System.gc();
                System.out.println("done");
            }
        } else {
            var driver = peer.connect(load, Integer.parseInt(args[3]));
            System.out.println("ready");
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                var result = driver.run(Long.parseLong(line.split(" ")[1]) * 1_000_000);
                System.out.println("done " + result.count() + " " + result.nanos() + " "
                        + result.p50Nanos() + " " + result.p99Nanos());
            }
        }
        Runtime.getRuntime().exit(0);
    }
}
