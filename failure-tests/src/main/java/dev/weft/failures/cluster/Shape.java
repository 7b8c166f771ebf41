package dev.weft.failures.cluster;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How many of each the cluster has, beside one login server.
 *
 * @param matchmakers matchmakers, of which one is active
 * @param lobbies lobbies
 * @param clients clients, each with a user of its own
 * @param shards game databases
 */
public record Shape(int matchmakers, int lobbies, int clients, int shards) {

    /** One matchmaker, two lobbies, eight clients, two game databases. */
    public static final Shape DEFAULT = new Shape(1, 2, 8, 2);

    /** The host of the login server. */
    public static final String LOGIN = "login-1";

    /** The name of the auth database. */
    public static final String AUTH = "auth";

    /** The hosts of the matchmakers. */
    public List<String> matchmakerNames() {
        return names("matchmaker-", 1, matchmakers);
    }

    /** The hosts of the lobbies. */
    public List<String> lobbyNames() {
        return names("lobby-", 1, lobbies);
    }

    /** The hosts of the clients. */
    public List<String> clientNames() {
        return names("client-", 1, clients);
    }

    /** The names of the game databases. */
    public List<String> shardNames() {
        return names("game-", 0, shards);
    }

    private static List<String> names(String prefix, int first, int count) {
        return IntStream.range(first, first + count).mapToObj(i -> prefix + i).toList();
    }
}
