package dev.weft.sim.readme;

import dev.weft.Node;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The program of the tutorial. It loses money. */
final class Bank {

    record Transfer(String from, String to, int amount) {}

    record Done() {}

    private Bank() {}

    static void serve(Node node, DataSource db) {
        node.listen("tcp://0.0.0.0:7000/msgpack", (pipe, channel) ->
            channel.serve(Transfer.class, it -> {
                try (var connection = db.getConnection()) {
                    add(connection, it.from(), -it.amount());
                    add(connection, it.to(), it.amount());
                    return new Done();
                }
            }));
    }

    static void add(Connection connection, String account, int amount) throws SQLException {
        try (var update = connection.prepareStatement(
                "update account set money = money + ? where name = ?")) {
            update.setInt(1, amount);
            update.setString(2, account);
            update.executeUpdate();
        }
    }
}
