package dev.weft.roles.match;

import dev.weft.Channel;
import dev.weft.Listener;
import dev.weft.Node;
import dev.weft.Pipe;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.auth.Leadership;
import dev.weft.roles.db.auth.Nodes.Self;
import dev.weft.roles.db.auth.Nodes.Server;
import dev.weft.roles.db.auth.Nodes.State;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.db.runner.Schema;
import dev.weft.roles.directory.Directory;
import dev.weft.roles.directory.Timing;
import dev.weft.roles.game.LightCycles;
import dev.weft.roles.game.RockPaperScissors;
import dev.weft.roles.lane.Lane;
import dev.weft.roles.message.MatchMessages;
import dev.weft.roles.message.MatchMessages.Attach;
import dev.weft.roles.message.MatchMessages.Attached;
import dev.weft.roles.message.MatchMessages.Created;
import dev.weft.roles.message.MatchMessages.HandBack;
import dev.weft.roles.message.MatchMessages.Load;
import dev.weft.roles.message.MatchMessages.Replaced;
import dev.weft.roles.message.MatchMessages.Reserved;
import dev.weft.roles.message.MatchMessages.Submit;
import dev.weft.roles.message.MatchMessages.Ticket;
import dev.weft.roles.message.MatchMessages.Withdraw;
import dev.weft.roles.message.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The matchmaker: takes tickets from the lobbies, forms matches, and commits each of them.
 *
 * <p>Any number may run; the one that holds the row of the queue in the auth database is active,
 * the others wait for its lease to end. All that it knows comes from the lobbies and is told again
 * after a change, so its death loses nothing. While the auth database is away it forms no matches.
 *
 * <p>One that an operator replaces tells its lobbies to send new tickets to the successor, goes on
 * with those that it has, and ends by itself when it has none. It may do so beside the successor,
 * because a ticket is used only by the matchmaker that it was told to last.
 *
 * <p>Everything happens in one {@link Lane}; only the lease is kept on the directory's thread.
 * Bounded by {@link Config#ticketsMax}. Ends with {@link #close}.
 */
public final class Matchmaker implements AutoCloseable {

    /**
     * Settings of a matchmaker.
     *
     * @param place where it listens, and is reached
     * @param queue names the row that the active one holds
     * @param function forms the matches
     * @param cycle how often it is asked for some
     * @param proposal how long the owners of tickets may take
     * @param creation how long the creation of an instance may take
     * @param ticketsMax tickets that it knows at once
     * @param lobbiesMax lobbies that may attach
     * @param handOver how long a replaced one goes on with the tickets that it has; then those
     *     that still wait go to its successor, for what waits here waits without newcomers
     * @param timing times that all servers share
     */
    public record Config(
            Place place, String queue, MatchFunction function, Duration cycle, Duration proposal,
            Duration creation, int ticketsMax, int lobbiesMax, Duration handOver, Timing timing) {

        /** The name of the one queue that there is by default. */
        public static final String QUEUE = "main";

        /** Defaults: both games, the oldest tickets first, every 200 ms. */
        public static Config at(String host, int port) {
            return new Config(new Place(host, port), QUEUE,
                    new OldestFirst(List.of(new RockPaperScissors(), new LightCycles())),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(3), Duration.ofSeconds(5), 100_000, 1_000,
                    Duration.ofSeconds(5), Timing.DEFAULT);
        }
    }

    private final Node node;
    private final Config config;
    private final Audit audit;
    private final Database auth;
    private final Lane lane;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Directory directory;
    private final Reign reign;
    private @Nullable Listener listener; // set by start

    // Confined to the lane.
    private final Map<Channel, Owner> lobbies = new LinkedHashMap<>();
    private final Waiting waiting;
    private final Matches matches;
    private long handOverNanos; // while replaced: when what still waits goes to the successor
    private boolean ending;

    /** A matchmaker that does nothing yet. */
    public Matchmaker(Node node, Config config, DataSource auth, Audit audit) {
        this.node = node;
        this.config = config;
        this.audit = audit;
        this.auth = new Database(
                node.name(), "auth", auth, Schema.AUTH, config.timing().database(), audit);
        var timing = config.timing();
        var self = new Self(Directory.idOf(node.name()), node.name(), "mm",
                config.place().host(), 0, config.lobbiesMax());
        this.directory = new Directory(
                node, this.auth, self, timing, () -> new Directory.Load(0, 0), audit);
        this.reign = new Reign(node.name(), self.id(),
                new Leadership(this.auth, config.queue(), timing.lease()), timing.lease(),
                directory::judges, audit);
        this.lane = new Lane(node, "matchmaker");
        this.waiting = new Waiting(config.ticketsMax());
        this.matches = new Matches(node.name(), config, audit);
    }

    /** Starts and waits until it has ended, or an interrupt. */
    public void run() throws InterruptedException {
        start();
        await();
    }

    /** Waits until it has ended: by {@link #close}, or by itself when nothing is left to do. */
    public void await() throws InterruptedException {
        closed.await();
    }

    /** Listens, registers, and becomes active as soon as nobody else is. */
    public Matchmaker start() {
        var timing = config.timing();
        listener = node.bind("tcp", config.place().host(), config.place().port(), "msgpack")
                .maxPipes(config.lobbiesMax())
                .maxOpenChannels(1)
                .heartbeat(timing.beat(), timing.silence())
                .onAccepted(MatchMessages.CHANNEL, this::accepted)
                .listen();
        lane.every("cycle", config.cycle(), this::cycle);
        directory.start(listener.port(), this::round);
        return this;
    }

    /** Where it listens. */
    public Place place() {
        return directory.place();
    }

    /** Its database, as it sees it. */
    public Database database() {
        return auth;
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
        reign.leave();
        directory.leave();
        auth.close();
        lane.close();
        closed.countDown();
    }

    private void round() throws DatabaseDown, InterruptedException {
        if (reign.step()) {
            if (reign.epoch() == 0) {
                lane.post(this::abdicate);
            } else {
                directory.decide(State.OPEN); // perhaps it was the successor
            }
        }
        if (reign.epoch() != 0) {
            var successor = successor();
            if (successor.isPresent()) {
                handOver(successor.get());
            }
        }
    }

    /** Who is to replace this one, if an operator has decided so. */
    private Optional<Server> successor() {
        return directory.alive("mm").stream()
                .filter(server -> server.state() == State.SUCCESSOR)
                .filter(server -> !server.self().id().equals(directory.id()))
                .findFirst();
    }

    /** The lobbies hear of it first, so that nothing new comes here; then it is so for all. */
    private void handOver(Server successor) throws DatabaseDown, InterruptedException {
        if (!reign.isReplaced()) {
            reign.beginHandOver();
            var place = new Place(successor.self().host(), successor.self().port());
            lane.post(() -> {
                handOverNanos = System.nanoTime() + config.handOver().toNanos();
                lobbies.values().forEach(lobby -> lobby.tell(new Replaced(place)));
            });
        }
        reign.handOver(successor.self().id());
    }

    private void abdicate() {
        lobbies.values().forEach(Owner::cut);
        lobbies.clear();
        waiting.clear();
        matches.clear();
    }

    private void accepted(Pipe pipe, Channel channel) {
        channel.on(Attach.class, attach -> attach(channel, attach))
                .on(Load.class, load -> from(channel, owner -> owner.load(load)))
                .on(Submit.class, submit -> from(channel, owner -> submit(owner, submit)))
                .on(Withdraw.class, it -> it.tickets().forEach(waiting::remove))
                .on(Reserved.class, it -> from(channel, owner -> matches.reserved(owner, it)))
                .on(Created.class, it -> from(channel, owner -> matches.created(owner, it)))
                .onClose(reason -> {
                    detach(channel);
                    pipe.destroy();
                })
                .heartbeat(config.timing().beat(), config.timing().silence());
        lane.attach(channel);
    }

    private void attach(Channel channel, Attach attach) {
        var epoch = reign.isReplaced() ? 0 : reign.epoch();
        if (epoch != 0) {
            // A lobby that comes anew has forgotten its old channel, if we have not.
            for (var entry : List.copyOf(lobbies.entrySet())) {
                if (entry.getValue().node.equals(attach.node())) {
                    detach(entry.getKey());
                    entry.getValue().cut();
                }
            }
            lobbies.put(channel, new Owner(channel, attach));
        }
        Lane.tell(channel, new Attached(epoch));
    }

    private void detach(Channel channel) {
        var owner = lobbies.remove(channel);
        if (owner != null) {
            waiting.removeAll(owner);
            matches.lost(owner);
        }
    }

    private void from(Channel channel, Consumer<Owner> action) {
        var owner = lobbies.get(channel);
        if (owner != null) {
            action.accept(owner);
        }
    }

    private void submit(Owner owner, Submit submit) {
        var back = new ArrayList<UUID>();
        for (var ticket : submit.tickets()) {
            if (matches.holds(ticket.id())) {
                continue;
            }
            if (reign.isReplaced() && !waiting.holds(ticket.id())) {
                back.add(ticket.id());
            } else {
                waiting.add(ticket, owner);
            }
        }
        if (!back.isEmpty()) {
            owner.tell(new HandBack(back));
        }
    }

    /** While replaced: ends when nothing is left, and leaves to the successor what takes long. */
    private void workOff() {
        if (System.nanoTime() - handOverNanos > 0) {
            waiting.byOwner().forEach((owner, tickets) -> owner.tell(new HandBack(tickets)));
            waiting.clear();
        }
        if (waiting.isEmpty() && matches.isEmpty() && !ending) {
            ending = true;
            audit.tell(node.name(), "mm-stopped", "epoch", reign.epoch());
            node.run("end", this::close);
        }
    }

    private void cycle() {
        matches.sweep();
        if (reign.isReplaced() && handOverNanos != 0) {
            workOff();
        }
        if (!reign.holds() || !auth.isUp()) {
            return;
        }
        for (var group : config.function().match(waiting.oldestFirst())) {
            var target = target();
            if (target.isEmpty()) {
                return;
            }
            var tickets = new LinkedHashMap<Owner, List<Ticket>>();
            for (var ticket : group.tickets()) {
                tickets.computeIfAbsent(waiting.owner(ticket.id()), owner -> new ArrayList<>())
                        .add(ticket);
            }
            group.tickets().forEach(ticket -> waiting.remove(ticket.id()));
            matches.begin(reign.epoch(), group.mode(), tickets, target.get());
        }
    }

    /** The least loaded lobby that has room for one more game. */
    private Optional<Owner> target() {
        return lobbies.values().stream()
                .filter(owner -> owner.room() > matches.comingTo(owner))
                .min(Comparator
                        .comparingInt((Owner owner) -> owner.instances() + matches.comingTo(owner))
                        .thenComparingInt(Owner::users)
                        .thenComparing((Owner owner) -> owner.node, UUID::compareTo));
    }
}
