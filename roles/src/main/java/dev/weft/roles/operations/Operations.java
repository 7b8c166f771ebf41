package dev.weft.roles.operations;

import dev.weft.roles.db.auth.Nodes;
import dev.weft.roles.db.auth.Nodes.Server;
import dev.weft.roles.db.auth.Nodes.State;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import java.time.Duration;
import java.util.List;

/**
 * Maintenance of a running cluster. What is decided is written in the directory, where the server
 * that it concerns reads it within a second, also when it has crashed meanwhile; so a decision
 * needs no connection to it.
 *
 * <p>Any thread. Each call is one or two transactions on the auth database.
 *
 * @param auth the auth database
 */
public record Operations(Database auth) {

    private static final String LOBBY = "lobby";
    private static final String MATCHMAKER = "mm";

    /** All servers that are registered, by name. */
    public List<Server> servers() throws DatabaseDown, InterruptedException {
        return nodes().list().stream().filter(server -> server.state() != State.GONE).toList();
    }

    /**
     * Begins the wait-stop of a lobby: it takes no more users and games, sends its users to other
     * lobbies when their games have ended, and ends when it is empty.
     *
     * @throws IllegalArgumentException when there is no lobby of this name
     */
    public void waitStop(String lobby) throws DatabaseDown, InterruptedException {
        decide(LOBBY, lobby, State.WAIT_STOP);
    }

    /**
     * Calls the wait-stop of a lobby off.
     *
     * @throws IllegalArgumentException when there is no lobby of this name, or it has ended
     */
    public void open(String lobby) throws DatabaseDown, InterruptedException {
        decide(LOBBY, lobby, State.OPEN);
    }

    /**
     * Replaces the active matchmaker by this one, which must run already: from then on new requests
     * go to it, and the old one ends when it has no more.
     *
     * @throws IllegalArgumentException when there is no matchmaker of this name
     */
    public void replaceMatchmaker(String successor) throws DatabaseDown, InterruptedException {
        decide(MATCHMAKER, successor, State.SUCCESSOR);
    }

    private void decide(String role, String name, State now)
            throws DatabaseDown, InterruptedException {
        var there = servers().stream()
                .map(Server::self)
                .filter(self -> self.role().equals(role))
                .toList();
        for (var self : there) {
            if (self.name().equals(name) && nodes().decide(self.id(), now)) {
                return;
            }
        }
        throw new IllegalArgumentException("no " + role + " of the name \"" + name
                + "\" is there, but " + there.stream().map(Nodes.Self::name).toList());
    }

    private Nodes nodes() {
        return new Nodes(auth, Duration.ZERO); // it only reads leases
    }
}
