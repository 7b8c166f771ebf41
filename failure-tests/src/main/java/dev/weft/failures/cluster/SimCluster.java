package dev.weft.failures.cluster;

import dev.weft.failures.witness.Records;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.client.Client;
import dev.weft.roles.db.Sources;
import dev.weft.roles.db.runner.Schema;
import dev.weft.roles.lobby.Lobby;
import dev.weft.roles.login.LoginServer;
import dev.weft.roles.match.Matchmaker;
import dev.weft.roles.message.Place;
import dev.weft.sim.SimDatabase;
import dev.weft.sim.Simulation;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The databases and the hosts of a cluster in one simulation. A host runs the role as it runs for
 * real, and runs it anew when it comes back.
 */
public final class SimCluster {

    private static final int PORT = 7000;

    private final AtomicBoolean rung = new AtomicBoolean();
    private final SimDatabase auth;
    private final Records records;

    /** Puts the cluster into the simulation. */
    public SimCluster(Simulation simulation, Shape shape, Planted planted, Audit audit) {
        auth = simulation.database(Shape.AUTH, Schema.AUTH.script());
        var shards = shape.shardNames().stream()
                .map(name -> simulation.database(name, planted.gameSchema() + Schema.GAME.script()))
                .toList();
        records = new SimRecords(auth, shards, simulation::now);
        var sources = new Sources(planted.auth().apply(auth.dataSource()),
                shards.stream().map(SimDatabase::dataSource).toList());

        simulation.host(Shape.LOGIN, node -> new LoginServer(
                node, login(), sources.auth(), audit).run());
        for (var name : shape.matchmakerNames()) {
            simulation.host(name, node -> new Matchmaker(
                    node, Matchmaker.Config.at(name, PORT), sources.auth(), audit).run());
        }
        for (var name : shape.lobbyNames()) {
            simulation.host(name, node -> new Lobby(node, Lobby.Config.at(name, PORT), sources,
                    audit, planted.results()).run());
        }
        for (var name : shape.clientNames()) {
            simulation.host(name,
                    node -> Person.live(node, client(name), audit, rung::get));
        }
    }

    /** How a client of this name finds the cluster. */
    public static Client.Config client(String name) {
        return Client.Config.of(List.of(new Place(Shape.LOGIN, PORT)), name, "secret of " + name);
    }

    /** What is committed. */
    public Records records() {
        return records;
    }

    /** The auth database. */
    public SimDatabase auth() {
        return auth;
    }

    /** Tells the clients that they shall not begin another game. */
    public void ring() {
        rung.set(true);
    }

    /** Hashing a password for real would only warm the room. */
    private static LoginServer.Config login() {
        return LoginServer.Config.at(Shape.LOGIN, PORT).withIterations(1);
    }
}
