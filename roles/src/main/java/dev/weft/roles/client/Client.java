package dev.weft.roles.client;

import dev.weft.Backoff;
import dev.weft.Channel;
import dev.weft.Message;
import dev.weft.NetException;
import dev.weft.Node;
import dev.weft.Pipe;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.message.Code;
import dev.weft.roles.message.LoginMessages;
import dev.weft.roles.message.LoginMessages.Login;
import dev.weft.roles.message.LoginMessages.LoginReply;
import dev.weft.roles.message.Place;
import dev.weft.roles.message.Secret;
import dev.weft.roles.message.UserMessages;
import dev.weft.roles.message.UserMessages.GameEnded;
import dev.weft.roles.message.UserMessages.GameStarted;
import dev.weft.roles.message.UserMessages.Goodbye;
import dev.weft.roles.message.UserMessages.Hello;
import dev.weft.roles.message.UserMessages.Move;
import dev.weft.roles.message.UserMessages.MoveTo;
import dev.weft.roles.message.UserMessages.QueueAsk;
import dev.weft.roles.message.UserMessages.QueueCancel;
import dev.weft.roles.message.UserMessages.QueueJoin;
import dev.weft.roles.message.UserMessages.QueueState;
import dev.weft.roles.message.UserMessages.Stay;
import dev.weft.roles.message.UserMessages.TicketState;
import dev.weft.roles.message.UserMessages.View;
import dev.weft.roles.message.UserMessages.Welcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The client side of the cluster, for apps: {@link #play} logs in, queues, changes to the lobby of
 * the game, plays, and comes back with the outcome.
 *
 * <p>All of it runs on the caller's thread, one call at a time. Whatever breaks on the way (a lobby
 * that dies, a database that is away) is tried again from the login on, with a {@link Backoff},
 * until the caller gives up. It ends for good when the same user logs in elsewhere.
 */
public final class Client implements AutoCloseable {

    /**
     * Settings of a client.
     *
     * @param logins login servers, tried in turn
     * @param name the account
     * @param password its password
     * @param answer how long to wait for a connection or an answer
     * @param ask how often to ask where the ticket stands, while nothing comes by itself
     * @param beat silence after which the lobby is pinged
     * @param silence silence after which the lobby is given up
     * @param backoff pauses between logins that fail
     */
    public record Config(
            List<Place> logins, String name, String password, Duration answer, Duration ask,
            Duration beat, Duration silence, Backoff backoff) {

        /** Defaults: answers within 3 s, heartbeat 1 s, given up after 3 s. */
        public static Config of(List<Place> logins, String name, String password) {
            return new Config(List.copyOf(logins), name, password, Duration.ofSeconds(3),
                    Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(3),
                    new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2)));
        }
    }

    /** How the app plays. */
    @FunctionalInterface
    public interface Player {
        /** Answers what the game shows, or not. */
        Optional<String> move(String view);
    }

    /** Trying again would be no use: a wrong password, or this user logged in elsewhere, later. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Code code;

        Refused(String name, Code code) {
            super(name + ": " + code);
            this.code = code;
        }

        /** Why. */
        public Code code() {
            return code;
        }
    }

    /** This way into the cluster broke; there may be others. */
    private static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1;

        Lost(String why) {
            super(why);
        }
    }

    private static final Duration STEP = Duration.ofMillis(500);

    private final Node node;
    private final Config config;
    private final Audit audit;
    private int turn; // which login server is next
    private long uid;
    private @Nullable UUID lobby; // the lobby that we are in, or that just failed us
    private @Nullable Channel channel; // null while in no lobby

    /** A client that is in no lobby. */
    public Client(Node node, Config config, Audit audit) {
        this.node = node;
        this.config = config;
        this.audit = audit;
    }

    /** Who we are, once logged in. */
    public long uid() {
        return uid;
    }

    /**
     * Plays one game to its end.
     *
     * @param enough asked now and then while no game runs; true gives up
     * @return how it ended; empty when the caller gave up
     */
    public Optional<String> play(String mode, Player player, BooleanSupplier enough)
            throws InterruptedException {
        while (!enough.getAsBoolean()) {
            if (channel == null && !enter(enough)) {
                break;
            }
            try {
                var outcome = new Round(mode, player).run(enough);
                if (outcome.isPresent()) {
                    return outcome;
                }
                config.backoff().await(0);
            } catch (NetException | Lost e) {
                lost(e.getMessage());
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        if (channel != null) {
            channel.pipe().close();
            channel = null;
        }
    }

    /** Logs in and enters a lobby, however often that takes. */
    private boolean enter(BooleanSupplier enough) throws InterruptedException {
        for (var attempt = 0; !enough.getAsBoolean(); attempt++) {
            var retryMillis = 0L;
            try {
                var reply = login();
                retryMillis = reply.retryMillis();
                if (reply.code() == Code.OK && reply.key() != null) {
                    var first = reply.lobbies().getFirst();
                    uid = reply.uid();
                    channel = hello(first.id(), first.place(), reply.key());
                    audit.tell(node.name(), "client-in", "uid", uid, "lobby", first.name());
                    return true;
                }
                refused(reply.code());
                if (reply.code() == Code.BAD_CREDENTIALS) {
                    throw new Refused(config.name(), reply.code());
                }
            } catch (NetException | Lost e) {
                audit.tell(node.name(), "client-refused", "code", Code.UNREACHABLE);
            }
            Thread.sleep(Math.max(retryMillis, config.backoff().delay(attempt).toMillis()));
        }
        return false;
    }

    private LoginReply login() throws InterruptedException {
        var place = config.logins().get(turn++ % config.logins().size());
        var pipe = node.connect(place.endpoint(), config.answer());
        try {
            return pipe.open(LoginMessages.CHANNEL).request(
                    new Login(config.name(), new Secret(config.password()), lobby),
                    LoginReply.class, config.answer());
        } finally {
            pipe.destroy();
        }
    }

    /** Enters a lobby with a key; throws when it does not let us in. */
    private Channel hello(UUID id, Place place, Secret key) throws InterruptedException {
        lobby = id;
        var pipe = node.connect(place.endpoint(), config.answer());
        try {
            var entered = pipe.open(UserMessages.CHANNEL,
                    it -> it.heartbeat(config.beat(), config.silence()));
            welcome(entered, new Hello(UserMessages.VERSION, UUID.randomUUID(), key));
            return entered;
        } catch (RuntimeException | InterruptedException e) {
            pipe.destroy();
            throw e;
        }
    }

    /** Says hello until the lobby has decided: its database may be away for a moment. */
    private void welcome(Channel entered, Hello hello) throws InterruptedException {
        for (var attempt = 0; ; attempt++) {
            entered.send(hello);
            var answer = entered.receive(config.answer())
                    .orElseThrow(() -> new Lost("the lobby says nothing"));
            var welcome = answer.is(Welcome.class) ? answer.as(Welcome.class)
                    : new Welcome(Code.WRONG_STATE, 0, 0);
            if (welcome.code() == Code.OK) {
                return;
            }
            if (welcome.retryMillis() == 0 || attempt >= 10) {
                throw new Lost("the lobby says " + welcome.code());
            }
            refused(welcome.code());
            Thread.sleep(welcome.retryMillis());
        }
    }

    private void refused(Code code) {
        audit.tell(node.name(), "client-refused", "code", code);
    }

    private void lost(@Nullable String why) {
        audit.tell(node.name(), "lobby-lost", "why", why == null ? "?" : why);
        if (channel != null) {
            channel.pipe().destroy();
            channel = null;
        }
    }

    /** One ticket and what becomes of it. Empty outcome: the next one needs a new ticket. */
    private final class Round {
        private final String mode;
        private final Player player;
        private final UUID ticket = UUID.randomUUID();
        private @Nullable UUID match;
        private @Nullable Optional<String> over;

        Round(String mode, Player player) {
            this.mode = mode;
            this.player = player;
        }

        Optional<String> run(BooleanSupplier enough) throws InterruptedException {
            here().send(new QueueJoin(ticket, mode));
            var quiet = Duration.ZERO;
            while (over == null) {
                var message = here().receive(STEP);
                if (message.isPresent()) {
                    quiet = Duration.ZERO;
                    handle(message.get());
                } else if (match == null && enough.getAsBoolean()) {
                    here().send(new QueueCancel(ticket));
                    return Optional.empty();
                } else {
                    quiet = quiet.plus(STEP);
                    if (quiet.compareTo(config.ask()) >= 0) {
                        here().send(new QueueAsk(ticket));
                        quiet = Duration.ZERO;
                    }
                }
            }
            return over;
        }

        private void handle(Message message) throws InterruptedException {
            if (message.is(View.class)) {
                show(message.as(View.class));
            } else if (message.is(MoveTo.class)) {
                move(message.as(MoveTo.class));
            } else if (message.is(GameStarted.class)) {
                match = message.as(GameStarted.class).match();
            } else if (message.is(GameEnded.class)) {
                ended(message.as(GameEnded.class));
            } else if (message.is(QueueState.class)) {
                var now = message.as(QueueState.class);
                var gone = now.state() == TicketState.GONE || now.state() == TicketState.CANCELLED;
                if (now.ticket().equals(ticket) && gone) {
                    over = Optional.empty();
                }
            } else if (message.is(Goodbye.class)) {
                var goodbye = message.as(Goodbye.class);
                lost("the lobby says " + goodbye.code());
                if (goodbye.last()) {
                    throw new Refused(config.name(), goodbye.code());
                }
                over = Optional.empty();
            }
        }

        private void show(View view) throws InterruptedException {
            match = view.match();
            var answer = player.move(view.text());
            if (answer.isPresent()) {
                here().send(new Move(view.match(), answer.get()));
            }
        }

        /** To another lobby; the old one is left only when the new one took us. */
        private void move(MoveTo to) throws InterruptedException {
            var old = here();
            var from = lobby;
            try {
                channel = hello(to.lobby(), to.place(), to.key());
                audit.tell(node.name(), "client-moved", "match", to.match(), "to", to.place());
                old.pipe().destroy();
            } catch (NetException | Lost e) {
                lobby = from;
                refused(Code.UNREACHABLE);
                if (to.match() != null) {
                    over = Optional.empty();
                    return;
                }
                old.send(new Stay(to.lobby()));
            }
            if (to.match() == null) {
                here().send(new QueueJoin(ticket, mode)); // it goes on where we are now
            }
        }

        private void ended(GameEnded end) {
            if (end.code() == Code.OK && end.outcome() != null) {
                audit.tell(node.name(), "game-played", "match", end.match(),
                        "outcome", end.outcome());
                over = Optional.of(end.outcome());
            } else {
                over = Optional.empty();
            }
        }

        private Channel here() {
            if (channel == null) {
                throw new Lost("not in a lobby");
            }
            return channel;
        }
    }
}
