package dev.weft.sim.readme;

import dev.weft.Node;
import javax.sql.DataSource;

/** The bank after the tutorial. */
final class MendedBank {

    private MendedBank() {}

    static void serve(Node node, DataSource db) {
        node.listen("tcp://0.0.0.0:7000/msgpack", (pipe, channel) ->
            channel.serve(Bank.Transfer.class, it -> {
                try (var connection = db.getConnection()) {
                    connection.setAutoCommit(false);
                    Bank.add(connection, it.from(), -it.amount());
                    Bank.add(connection, it.to(), it.amount());
                    connection.commit();
                    return new Bank.Done();
                }
            }));
    }
}
