package dev.weft.roles.lobby;

import dev.weft.Channel;
import dev.weft.Listener;
import dev.weft.Node;
import dev.weft.Pipe;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.Databases;
import dev.weft.roles.db.Sources;
import dev.weft.roles.db.auth.Claims;
import dev.weft.roles.db.auth.Keys;
import dev.weft.roles.db.auth.Leadership;
import dev.weft.roles.db.auth.Nodes.Self;
import dev.weft.roles.db.auth.Nodes.Server;
import dev.weft.roles.db.auth.Nodes.State;
import dev.weft.roles.db.game.ResultStore;
import dev.weft.roles.db.game.Results;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.directory.Directory;
import dev.weft.roles.directory.Timing;
import dev.weft.roles.game.Game;
import dev.weft.roles.game.LightCycles;
import dev.weft.roles.game.RockPaperScissors;
import dev.weft.roles.lane.Lane;
import dev.weft.roles.lobby.Tickets.Handed;
import dev.weft.roles.match.Matchmaker;
import dev.weft.roles.message.Code;
import dev.weft.roles.message.MatchMessages.Attach;
import dev.weft.roles.message.MatchMessages.Commit;
import dev.weft.roles.message.MatchMessages.Create;
import dev.weft.roles.message.MatchMessages.Load;
import dev.weft.roles.message.MatchMessages.Propose;
import dev.weft.roles.message.MatchMessages.Release;
import dev.weft.roles.message.PeerMessages;
import dev.weft.roles.message.PeerMessages.CancelJoin;
import dev.weft.roles.message.PeerMessages.Expect;
import dev.weft.roles.message.PeerMessages.Expected;
import dev.weft.roles.message.PeerMessages.JoinState;
import dev.weft.roles.message.Place;
import dev.weft.roles.message.UserMessages;
import dev.weft.roles.message.UserMessages.Hello;
import dev.weft.roles.message.UserMessages.Move;
import dev.weft.roles.message.UserMessages.QueueAsk;
import dev.weft.roles.message.UserMessages.QueueCancel;
import dev.weft.roles.message.UserMessages.QueueJoin;
import dev.weft.roles.message.UserMessages.Stay;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lobby: holds the connections of its users, owns their tickets, runs games, and sends the
 * results to the users' shards.
 *
 * <p>Its actors (users, tickets, instances, the link to the matchmaker) share one {@link Lane} and
 * need no locks; whatever waits for a database or a peer does so on a thread of its own. A lobby
 * outlives any database: users and games go on, and what could not be written is written later.
 * Bounded by its {@link Config}. Ends with {@link #close}.
 */
public final class Lobby implements AutoCloseable {

    /**
     * Settings of a lobby.
     *
     * @param place where it listens, and is reached
     * @param queue the matchmakers' queue
     * @param games what can be played here
     * @param usersMax users at once
     * @param instancesMax games at once
     * @param outboxMax results that may wait for one shard
     * @param hello how long a client may take to say hello
     * @param reservation how long a ticket waits for news of its match, before its lobby asks
     * @param join how long an instance waits for its players
     * @param repair how often the matchmaker is told again of a ticket that searches
     * @param keyLife how long a key for a player on another lobby lives
     * @param timing times that all servers share
     */
    public record Config(
            Place place, String queue, List<Game> games, int usersMax, int instancesMax,
            int outboxMax, Duration hello, Duration reservation, Duration join, Duration repair,
            Duration keyLife, Timing timing) {

        /** Defaults: both games, 1,000 users, 500 games, 10,000 results a shard. */
        public static Config at(String host, int port) {
            return new Config(new Place(host, port), Matchmaker.Config.QUEUE,
                    List.of(new RockPaperScissors(), new LightCycles()), 1_000, 500, 10_000,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(5),
                    Duration.ofSeconds(30), Timing.DEFAULT);
        }
    }

    private static final int PIPES_SPARE = 64; // for peers, and for clients that are refused
    private static final Duration SWEEP = Duration.ofMillis(500);
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Node node;
    private final Config config;
    private final Audit audit;
    private final Databases databases;
    private final Keys keys;
    private final Leadership leadership;
    private final Directory directory;
    private final Lane lane;
    private final Outbox outbox;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Listener listener; // set by start
    private volatile Directory.Load load = new Directory.Load(0, 0); // written in the lane

    // Confined to the lane.
    private final Users users;
    private final Tickets tickets;
    private final Instances instances;
    private final Matchmakers matchmakers;
    private final WaitStop waitStop;
    private boolean ending;

    /** A lobby that does nothing yet. */
    public Lobby(Node node, Config config, Sources sources, Audit audit) {
        this(node, config, sources, audit, databases -> new Results(databases.shards()));
    }

    /** As the other, with another way to store results. */
    public Lobby(Node node, Config config, Sources sources, Audit audit,
            Function<? super Databases, ? extends ResultStore> results) {
        this.node = node;
        this.config = config;
        this.audit = audit;
        var name = node.name();
        var timing = config.timing();
        var self = new Self(Directory.idOf(name), name, "lobby", config.place().host(), 0,
                config.usersMax());
        databases = Databases.over(name, sources, timing.database(), audit);
        keys = new Keys(databases.auth(), config.keyLife());
        leadership = new Leadership(databases.auth(), config.queue(), timing.lease());
        directory = new Directory(node, databases.auth(), self, timing, () -> load, audit);
        lane = new Lane(node, "lobby");
        outbox = new Outbox(name, config.outboxMax(), databases.shards(),
                results.apply(databases), audit);
        users = new Users(name, self.id(), config, lane, keys, audit, this::came, this::left);
        tickets = new Tickets(name, self.id(), config, users, new Around(), audit);
        instances = new Instances(name, config, lane,
                new Claims(databases.auth(), config.keyLife(), self.id()), outbox, directory,
                audit);
        matchmakers = new Matchmakers(node, timing, lane, new Links(), tickets, audit);
        waitStop = new WaitStop(name, config, lane, users, tickets, instances, directory,
                new Peers(node, timing.answer()), keys, outbox::isEmpty, audit);
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

    /** Listens, registers, and attaches to the active matchmaker. */
    public Lobby start() {
        var timing = config.timing();
        listener = node.bind("tcp", config.place().host(), config.place().port(), "msgpack")
                .maxPipes(config.usersMax() + PIPES_SPARE)
                .maxOpenChannels(1)
                .heartbeat(timing.beat(), timing.silence())
                .onAccepted(UserMessages.CHANNEL, this::acceptUser)
                .onAccepted(PeerMessages.CHANNEL, this::acceptPeer)
                .listen();
        outbox.start(node);
        lane.every("sweep", SWEEP, this::sweep);
        lane.every("load", timing.renewal(), () -> matchmakers.tellAll(loadNow()));
        directory.start(listener.port(), this::round);
        return this;
    }

    /** Where it listens. */
    public Place place() {
        return directory.place();
    }

    /** Its databases, as it sees them. */
    public Databases databases() {
        return databases;
    }

    /**
     * Begins the wait-stop: no more users and games, those who are here are sent to other lobbies,
     * and when the last game has ended and its results are stored, the lobby ends by itself.
     */
    public void waitStop() {
        directory.decide(State.WAIT_STOP);
    }

    /** Calls the wait-stop off, as long as the lobby has not ended. */
    public void open() {
        directory.decide(State.OPEN);
    }

    /** As {@link #await()}, at most for the timeout; returns whether it has ended. */
    public boolean await(Duration timeout) throws InterruptedException {
        return closed.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until all results are stored, at most for the timeout; returns whether they are. */
    public boolean drain(Duration timeout) throws InterruptedException {
        return outbox.drain(timeout);
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
        try {
            lane.post(() -> users.dismissAll(Code.STOPPED));
            drain(DRAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        directory.leave();
        databases.close();
        lane.close();
        closed.countDown();
    }

    private void acceptUser(Pipe pipe, Channel channel) {
        var user = new User(channel);
        channel.on(Hello.class, hello -> users.hello(user, hello))
                .on(QueueJoin.class, join -> ifIn(user, () -> tickets.join(user, join)))
                .on(QueueCancel.class, it -> ifIn(user, () -> tickets.cancel(user, it.ticket())))
                .on(QueueAsk.class, it -> ifIn(user, () -> tickets.ask(user, it.ticket())))
                .on(Stay.class, it -> ifIn(user, () -> waitStop.stays(user)))
                .on(Move.class, move -> move(user, move))
                .onClose(reason -> users.left(user, reason.getClass().getSimpleName()))
                .heartbeat(config.timing().beat(), config.timing().silence());
        lane.attach(channel);
        lane.post(() -> users.connected(user));
    }

    private void acceptPeer(Pipe pipe, Channel channel) {
        channel.serve(CancelJoin.class,
                it -> new JoinState(instances.cancelJoin(it.match(), it.uid())));
        channel.serve(Expect.class, it -> new Expected(expect(it)));
        lane.attach(channel);
    }

    private Code expect(Expect expect) {
        if (waitStop.isOn()) {
            return Code.DRAINING;
        }
        if (users.isFull()) {
            return Code.FULL;
        }
        if (expect.ticket() != null) {
            tickets.expect(
                    Handed.now(expect.ticket(), expect.uid(), "", expect.ageMillis()));
        }
        return Code.OK;
    }

    private static void ifIn(User user, Runnable action) {
        if (user.isActive()) {
            action.run();
        }
    }

    private static void move(User user, Move move) {
        var instance = user.instance;
        if (user.isActive() && instance != null && instance.match.equals(move.match())) {
            instance.move(user, move.text());
        }
    }

    private void came(User user, UUID match) {
        instances.join(match, user);
    }

    private void left(User user) {
        tickets.left(user);
        instances.left(user);
    }

    private Load loadNow() {
        load = new Directory.Load(users.count(), instances.count());
        return new Load(users.count(), instances.count(), instances.room());
    }

    private void sweep() {
        tickets.sweep();
        matchmakers.connect();
        if (databases.auth().isUp()) {
            instances.sweep();
        }
        if (waitStop.sweep() && !ending) {
            ending = true;
            audit.tell(node.name(), "wait-stop-done");
            node.run("end", this::close);
        }
    }

    /** On the directory's thread, each second: what needs the auth database. */
    private void round() throws DatabaseDown, InterruptedException {
        databases.shards().load();
        outbox.open();
        leadership.find().ifPresent(leader -> lane.post(() -> matchmakers.look(
                directory.find(leader.node()).map(Lobby::placeOf), leader.epoch())));
        lane.post(waitStop::looked);
        var asOf = System.nanoTime();
        var sessions = keys.sessions(directory.id());
        lane.post(() -> users.check(sessions, asOf));
    }

    private static Place placeOf(Server server) {
        return new Place(server.self().host(), server.self().port());
    }

    /** The lobby, as its links to matchmakers see it. */
    private final class Links implements MatchmakerLink.Surroundings {

        @Override
        public Attach introduction() {
            return new Attach(directory.id(), directory.epoch(), directory.place(), loadNow());
        }

        @Override
        public void handle(MatchmakerLink link, Channel channel) {
            channel.on(Propose.class, it -> ifFrom(channel, from -> from.tell(tickets.propose(it))))
                    .on(Create.class, it -> ifFrom(channel,
                            from -> instances.create(it, from.epoch(), from::tell)))
                    .on(Commit.class, it -> ifFrom(channel, from -> tickets.commit(it)))
                    .on(Release.class, it -> ifFrom(channel, from -> tickets.release(it)));
            matchmakers.handle(link, channel);
        }

        private void ifFrom(Channel channel, Consumer<MatchmakerLink> action) {
            matchmakers.from(channel).ifPresent(action);
        }

        @Override
        public void attached(MatchmakerLink link) {
            tickets.submitAll();
        }

        @Override
        public void detached(MatchmakerLink link) {
            matchmakers.detached(link);
        }
    }

    /** The lobby, as its tickets see it. */
    private final class Around implements Tickets.Surroundings {

        @Override
        public MatchmakerLink matchmaker(@Nullable MatchmakerLink told) {
            return matchmakers.of(told);
        }

        @Override
        public void join(UUID match, User user) {
            instances.join(match, user);
        }

        @Override
        public void ask(Ticket ticket, UUID match, UUID target) {
            if (target.equals(directory.id())) {
                tickets.answered(ticket, instances.cancelJoin(match, ticket.uid));
                return;
            }
            var server = directory.find(target);
            if (server.isEmpty()) {
                tickets.answered(ticket, false); // dead by its lease
                return;
            }
            var peers = new Peers(node, config.timing().answer());
            lane.away("ask",
                    () -> peers.cancelJoin(
                            placeOf(server.get()), new CancelJoin(match, ticket.uid)),
                    joined -> joined.ifPresentOrElse(
                            it -> tickets.answered(ticket, it),
                            () -> tickets.unanswered(ticket)));
        }
    }
}
