package dev.weft.roles.directory;

import dev.weft.Node;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.auth.Nodes;
import dev.weft.roles.db.auth.Nodes.Self;
import dev.weft.roles.db.auth.Nodes.Server;
import dev.weft.roles.db.auth.Nodes.State;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.message.Place;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One server's place in the directory, and its view of the others.
 *
 * <p>A thread of the node registers the server, renews its lease and reads the table, each
 * {@link Timing#renewal}. An outage of the database by itself evicts nobody: a reader that saw one
 * trusts what it knew until two leases after the database is back, which gives everybody the time
 * to renew. Ends with the node.
 */
public final class Directory {

    /**
     * How full the server is.
     *
     * @param users users that it has
     * @param instances games that it runs
     */
    public record Load(int users, int instances) {}

    /** What happens on the directory's thread, after each successful round. */
    @FunctionalInterface
    public interface Round {
        /** May use the database; what it can't do now it does in the next round. */
        void run() throws DatabaseDown, InterruptedException;
    }

    private final Node node;
    private final Nodes nodes;
    private final Timing timing;
    private final Supplier<Load> load;
    private final Audit audit;

    private volatile Self self; // gets its port at start
    private volatile long epoch; // 0 until registered
    private volatile State state = State.OPEN; // as the row says
    private volatile @Nullable State wanted; // what to make of it in the next round
    private volatile List<Server> alive = List.of();
    private volatile boolean outage; // the last round failed
    private volatile long judgesFrom; // not soon after an outage, nor soon after the start
    private boolean grace; // after an outage; confined to the directory's thread

    /** A server that is not yet registered. */
    public Directory(
            Node node, Database auth, Self self, Timing timing, Supplier<Load> load, Audit audit) {
        this.node = node;
        this.nodes = new Nodes(auth, timing.lease());
        this.self = self;
        this.timing = timing;
        this.load = load;
        this.audit = audit;
        this.judgesFrom = System.nanoTime() + 2 * timing.lease().toNanos();
    }

    /** The id of the server of this name: a process that is started anew takes its place. */
    public static UUID idOf(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /** Registers this port and renews until the node ends; the round runs after each time. */
    public void start(int port, Round round) {
        self = self.at(port);
        node.run("directory", () -> {
            while (true) {
                step(round);
                Thread.sleep(timing.renewal());
            }
        });
    }

    /** This server's id. */
    public UUID id() {
        return self.id();
    }

    /** Where this server is reached. */
    public Place place() {
        return new Place(self.host(), self.port());
    }

    /** This server's registration; 0 before the first. */
    public long epoch() {
        return epoch;
    }

    /**
     * Whether a lease that has ended says that its server is dead. Not so soon after an outage,
     * when nobody could renew; and not soon after the start, since there may have been one before.
     */
    public boolean judges() {
        return !outage && System.nanoTime() - judgesFrom >= 0;
    }

    /** What is decided about this server: by itself, or by an operator, also before a crash. */
    public State state() {
        return state;
    }

    /** Decides about this server. It is so at once here, and for all others when they look. */
    public void decide(State now) {
        state = now;
        wanted = now;
    }

    /** Servers of this role that are alive, by name. */
    public List<Server> alive(String role) {
        return alive.stream().filter(server -> server.self().role().equals(role)).toList();
    }

    /** The server of this id, if it is alive. */
    public Optional<Server> find(UUID id) {
        return alive.stream().filter(server -> server.self().id().equals(id)).findFirst();
    }

    /** Gives the place up, as far as the database answers. */
    public void leave() {
        try {
            nodes.leave(self.id(), epoch);
        } catch (DatabaseDown e) {
            // The lease ends by itself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void step(Round round) throws InterruptedException {
        try {
            if (epoch == 0) {
                epoch = nodes.register(self);
                audit.tell(node.name(), "registered", "epoch", epoch);
            } else {
                var now = load.get();
                if (!nodes.renew(self.id(), epoch, now.users(), now.instances())) {
                    audit.tell(node.name(), "superseded", "epoch", epoch);
                    epoch = nodes.register(self);
                    audit.tell(node.name(), "registered", "epoch", epoch);
                }
            }
            writeWanted();
            judge(nodes.list());
            round.run();
        } catch (DatabaseDown e) {
            outage = true;
        } catch (RuntimeException e) {
            // A bug; but a server that renews no more would be a ghost.
            node.log(System.Logger.Level.ERROR, "directory: {0}", e);
        }
    }

    private void writeWanted() throws DatabaseDown, InterruptedException {
        var now = wanted;
        if (now != null) {
            nodes.decide(self.id(), now);
            if (wanted == now) {
                wanted = null;
            }
        }
    }

    private void judge(List<Server> servers) {
        var now = System.nanoTime();
        if (outage) {
            judgesFrom = now + 2 * timing.lease().toNanos();
            grace = true;
            outage = false;
        }
        grace = grace && now - judgesFrom < 0;
        Set<UUID> known = new LinkedHashSet<>();
        alive.forEach(server -> known.add(server.self().id()));
        servers.stream().filter(server -> server.self().id().equals(self.id()))
                .filter(mine -> wanted == null)
                .forEach(mine -> state = mine.state());
        alive = servers.stream()
                .filter(server -> server.state() != State.GONE)
                .filter(server -> server.leased()
                        || grace && (known.isEmpty() || known.contains(server.self().id())))
                .toList();
    }
}
