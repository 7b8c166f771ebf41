package dev.weft.bench;

import dev.weft.bench.Row.Figure;
import dev.weft.bench.Row.Goal;
import java.util.List;

/** The goals: ratios to peers, in the same run. */
final class Goals {

    /** Handlers on the thread that reads, as those of Netty are. */
    private static final String INLINE = "weft-inline";

    /** Where one processor has to do it all, that thread is a platform thread. */
    private static final String ONE_CPU = "weft-inline -Dweft.readers=platform";

    static final List<Row> ROWS = List.of(
            new Row("round trip 64 B, one CPU", Load.ROUND_TRIP, 1, Figure.P50, ONE_CPU, List.of(
                    new Goal("netty", 0.7), new Goal("libzmq", 0.4), new Goal("jeromq", 0.3),
                    new Goal("plain C", 1.5))),
            new Row("its CPU time", Load.ROUND_TRIP, 1, Figure.CPU, ONE_CPU, List.of(
                    new Goal("netty", 0.7), new Goal("libzmq", 0.4), new Goal("jeromq", 0.3))),
            new Row("round trip 64 B, two CPUs", Load.ROUND_TRIP, 0, Figure.P50, INLINE, List.of(
                    new Goal("plain C", 0.15), new Goal("netty", 0.15), new Goal("weft", 1))),
            new Row("blocking request, one CPU", Load.CALL, 1, Figure.P50, ONE_CPU, List.of(
                    new Goal("netty", 0.8), new Goal("jeromq", 0.75))),
            new Row("64 blocking callers", Load.CALLERS_64, 0, Figure.RATE, INLINE, List.of(
                    new Goal("netty", 1.5), new Goal("grpc", 10), new Goal("weft", 1))),
            new Row("64 in flight", Load.IN_FLIGHT_64, 0, Figure.RATE, INLINE, List.of(
                    new Goal("netty", 2), new Goal("jeromq", 3), new Goal("grpc", 20),
                    new Goal("weft", 1))),
            new Row("one way 64 B", Load.ONE_WAY_64B, 0, Figure.RATE, INLINE, List.of(
                    new Goal("jeromq", 2), new Goal("netty", 1.5), new Goal("libzmq", 1.3),
                    new Goal("grpc", 30), new Goal("weft", 1))),
            new Row("one way 64 B, 8 senders", Load.SENDERS_8, 0, Figure.RATE, INLINE, List.of(
                    new Goal("netty", 5), new Goal("grpc", 40), new Goal("weft", 1))),
            new Row("one way 1 KiB", Load.ONE_WAY_1K, 0, Figure.RATE, INLINE, List.of(
                    new Goal("netty", 1.2))),
            new Row("one way 64 KiB", Load.ONE_WAY_64K, 0, Figure.RATE, INLINE, List.of(
                    new Goal("netty", 1.0))),
            new Row("records one way", Load.RECORDS, 0, Figure.RATE, INLINE, List.of(
                    new Goal("jeromq", 4), new Goal("netty", 3), new Goal("grpc", 10))),
            new Row("encode a record", Load.ENCODE, 1, Figure.NANOS, "codec", List.of(
                    new Goal("by-hand", 2), new Goal("jackson", 0.2))),
            new Row("decode a record", Load.DECODE, 1, Figure.NANOS, "codec", List.of(
                    new Goal("by-hand", 2), new Goal("jackson", 0.2))),
            new Row("idle pipe with a channel, RSS", Load.IDLE, 0, Figure.MEMORY, "weft", List.of(
                    new Goal("netty", 1.0))),
            new Row("local round trip", Load.ROUND_TRIP, 0, Figure.P50, "local", List.of(
                    new Goal(INLINE, 0.2))),
            new Row("local one way", Load.ONE_WAY_64B, 0, Figure.RATE, "local", List.of(
                    new Goal("jox", 4))));

    private Goals() {}
}
