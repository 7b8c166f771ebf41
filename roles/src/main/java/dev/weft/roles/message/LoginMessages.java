package dev.weft.roles.message;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Between client and login server, on a channel named {@link #CHANNEL}: one request. */
public interface LoginMessages {

    /** The name of the channel. */
    String CHANNEL = "login";

    /**
     * Asks for a key to a lobby.
     *
     * @param name the account
     * @param password its password
     * @param avoid a lobby that just failed this client; taken only if there is no other
     */
    record Login(String name, Secret password, @Nullable UUID avoid) {}

    /**
     * The answer.
     *
     * @param code OK, or why not
     * @param retryMillis when to ask again, if that makes sense; else 0
     * @param uid who the client is
     * @param loginEpoch counts the logins of this user; the latest wins
     * @param lobbies open lobbies, least loaded first; the key is for the first one
     * @param key once and soon
     */
    record LoginReply(
            Code code,
            long retryMillis,
            long uid,
            long loginEpoch,
            List<OpenLobby> lobbies,
            @Nullable Secret key) {

        /** An answer without a key. */
        public static LoginReply refused(Code code, long retryMillis) {
            return new LoginReply(code, retryMillis, 0, 0, List.of(), null);
        }
    }

    /**
     * A lobby that takes users.
     *
     * @param id its node id
     * @param name its name, for people
     * @param place where it listens
     * @param users users that it has
     * @param capacity users that it takes
     */
    record OpenLobby(UUID id, String name, Place place, int users, int capacity) {}
}
