package dev.weft.roles.login;

import dev.weft.Channel;
import dev.weft.Listener;
import dev.weft.Node;
import dev.weft.Pipe;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.auth.Accounts;
import dev.weft.roles.db.auth.Accounts.Account;
import dev.weft.roles.db.auth.Keys;
import dev.weft.roles.db.auth.Nodes.Self;
import dev.weft.roles.db.auth.Nodes.Server;
import dev.weft.roles.db.auth.Nodes.State;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.db.runner.Schema;
import dev.weft.roles.directory.Directory;
import dev.weft.roles.directory.Timing;
import dev.weft.roles.login.Passwords.Crowded;
import dev.weft.roles.message.Code;
import dev.weft.roles.message.LoginMessages;
import dev.weft.roles.message.LoginMessages.Login;
import dev.weft.roles.message.LoginMessages.LoginReply;
import dev.weft.roles.message.LoginMessages.OpenLobby;
import dev.weft.roles.message.Place;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The login server: checks an account, makes the login the only one that counts, and hands out a
 * key to the least loaded lobby. It keeps no state of its own, so any number may run.
 *
 * <p>Each client's request runs in the channel's own lane and may wait there. Bounded by
 * {@link Config#clients} pipes at once. Ends with {@link #close}.
 */
public final class LoginServer implements AutoCloseable {

    /**
     * Settings of a login server.
     *
     * @param place where it listens, and is reached
     * @param openRegistration whether the first login of a new name makes its account
     * @param iterations cost of the password hashes of new accounts
     * @param keyLife how long a key to a lobby lives
     * @param clients clients at once
     * @param timing times that all servers share
     */
    public record Config(
            Place place, boolean openRegistration, int iterations, Duration keyLife, int clients,
            Timing timing) {

        /** Defaults: open registration, OWASP's cost, keys for 30 s, 1,000 clients. */
        public static Config at(String host, int port) {
            return new Config(new Place(host, port), true, 600_000, Duration.ofSeconds(30), 1_000,
                    Timing.DEFAULT);
        }

        /** The same with another cost of password hashes. */
        public Config withIterations(int other) {
            return new Config(place, openRegistration, other, keyLife, clients, timing);
        }
    }

    private static final int NAME_MAX = 64;
    private static final int PASSWORD_MAX = 256;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration KEYS_KEPT = Duration.ofHours(1);
    private static final long SWEEP_NANOS = Duration.ofMinutes(1).toNanos();

    private final Node node;
    private final Config config;
    private final Audit audit;
    private final Database auth;
    private final Accounts accounts;
    private final Keys keys;
    private final Passwords passwords;
    // Users sent to a lobby since its count was read; bounded by the number of lobbies.
    private final Map<UUID, Integer> sent = new ConcurrentSkipListMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Directory directory;
    private @Nullable Listener listener; // set by start
    private long sweptNanos; // confined to the directory's thread

    /** A server that does nothing yet. */
    public LoginServer(Node node, Config config, DataSource auth, Audit audit) {
        this.node = node;
        this.config = config;
        this.audit = audit;
        this.auth = new Database(
                node.name(), "auth", auth, Schema.AUTH, config.timing().database(), audit);
        this.accounts = new Accounts(this.auth);
        this.keys = new Keys(this.auth, config.keyLife());
        this.passwords = new Passwords(config.iterations(), config.timing().answer());
        var self = new Self(Directory.idOf(node.name()), node.name(), "login",
                config.place().host(), 0, config.clients());
        this.directory = new Directory(node, this.auth, self, config.timing(),
                () -> new Directory.Load(0, 0), audit);
    }

    /** Starts and waits until {@link #close}, or an interrupt. */
    public void run() throws InterruptedException {
        start();
        closed.await();
    }

    /** Listens and registers. */
    public LoginServer start() {
        var timing = config.timing();
        listener = node.bind("tcp", config.place().host(), config.place().port(), "msgpack")
                .maxPipes(config.clients())
                .maxOpenChannels(1)
                .heartbeat(timing.beat(), timing.silence())
                .onAccepted(LoginMessages.CHANNEL, this::accepted)
                .listen();
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
        directory.leave();
        auth.close();
        closed.countDown();
    }

    private void accepted(Pipe pipe, Channel channel) {
        channel.serve(Login.class, this::login);
    }

    private LoginReply login(Login login) throws InterruptedException {
        LoginReply reply;
        try {
            reply = answer(login);
        } catch (DatabaseDown e) {
            reply = LoginReply.refused(Code.DB_DOWN, RETRY.toMillis());
        } catch (Crowded e) {
            reply = LoginReply.refused(Code.FULL, RETRY.toMillis());
        }
        if (reply.code() == Code.OK) {
            audit.tell(node.name(), "login", "uid", reply.uid(), "epoch", reply.loginEpoch(),
                    "lobby", reply.lobbies().getFirst().name());
        } else {
            audit.tell(node.name(), "login-refused", "name", login.name(), "code", reply.code());
        }
        return reply;
    }

    private LoginReply answer(Login login)
            throws DatabaseDown, Crowded, InterruptedException {
        var account = check(login);
        if (account.isEmpty()) {
            return LoginReply.refused(Code.BAD_CREDENTIALS, 0);
        }
        var lobbies = lobbies(login.avoid());
        if (lobbies.isEmpty()) {
            return LoginReply.refused(Code.NO_LOBBY, RETRY.toMillis());
        }
        var uid = account.get().uid();
        var lobby = lobbies.getFirst().id();
        var issued = keys.login(uid, lobby);
        sent.merge(lobby, 1, Integer::sum);
        return new LoginReply(Code.OK, 0, uid, issued.epoch(), lobbies, issued.key());
    }

    private Optional<Account> check(Login login)
            throws DatabaseDown, Crowded, InterruptedException {
        var password = login.password().text();
        if (login.name().isEmpty() || login.name().length() > NAME_MAX
                || password.length() > PASSWORD_MAX) {
            return Optional.empty();
        }
        var account = accounts.find(login.name());
        if (account.isEmpty() && !config.openRegistration()) {
            return Optional.empty();
        }
        if (account.isEmpty()) {
            var hash = passwords.hash(password);
            var made = accounts.create(new SecureRandom().nextLong() >>> 2, login.name(), hash);
            if (made.passHash().equals(hash)) {
                return Optional.of(made);
            }
            account = Optional.of(made); // somebody was faster: the password must fit his
        }
        var it = account.get();
        return it.open() && passwords.fits(password, it.passHash())
                ? account : Optional.empty();
    }

    private List<OpenLobby> lobbies(@Nullable UUID avoid) {
        return directory.alive("lobby").stream()
                .filter(lobby -> lobby.state() == State.OPEN)
                .filter(lobby -> lobby.users() < lobby.self().capacity())
                .sorted(Comparator
                        .comparing((Server lobby) -> lobby.self().id().equals(avoid))
                        .thenComparing(this::load)
                        .thenComparing(lobby -> lobby.self().name()))
                .map(LoginServer::open)
                .toList();
    }

    private double load(Server lobby) {
        var users = lobby.users() + sent.getOrDefault(lobby.self().id(), 0);
        return (double) users / lobby.self().capacity();
    }

    private static OpenLobby open(Server lobby) {
        var self = lobby.self();
        return new OpenLobby(self.id(), self.name(), new Place(self.host(), self.port()),
                lobby.users(), self.capacity());
    }

    private void round() throws DatabaseDown, InterruptedException {
        sent.clear();
        var now = System.nanoTime();
        if (now - sweptNanos > SWEEP_NANOS) {
            keys.sweep(KEYS_KEPT);
            sweptNanos = now;
        }
    }
}
