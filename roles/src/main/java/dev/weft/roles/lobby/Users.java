package dev.weft.roles.lobby;

import dev.weft.Task;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.auth.Keys;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.lane.Lane;
import dev.weft.roles.message.Code;
import dev.weft.roles.message.UserMessages;
import dev.weft.roles.message.UserMessages.Goodbye;
import dev.weft.roles.message.UserMessages.Hello;
import dev.weft.roles.message.UserMessages.Welcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Who is in the lobby. A key lets a client in; the same user again, with a later login, takes the
 * place of the earlier one. Confined to the lobby's lane; bounded by {@link Lobby.Config#usersMax}.
 */
final class Users {

    private static final long RETRY_MILLIS = 500;
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final String name;
    private final UUID node;
    private final Lobby.Config config;
    private final Lane lane;
    private final Keys keys;
    private final Audit audit;
    private final BiConsumer<User, UUID> whenIn;
    private final Consumer<User> whenOut;
    private final Map<Long, User> active = new LinkedHashMap<>();
    private long timers; // names them
    private boolean takesMore = true;

    /**
     * Nobody yet.
     *
     * @param whenIn hears of those who came for a game
     * @param whenOut hears of those who were in
     */
    Users(String name, UUID node, Lobby.Config config, Lane lane, Keys keys, Audit audit,
            BiConsumer<User, UUID> whenIn, Consumer<User> whenOut) {
        this.name = name;
        this.node = node;
        this.config = config;
        this.lane = lane;
        this.keys = keys;
        this.audit = audit;
        this.whenIn = whenIn;
        this.whenOut = whenOut;
    }

    int count() {
        return active.size();
    }

    /** Those who are in, as of now. */
    List<User> active() {
        return List.copyOf(active.values());
    }

    /** Whether newcomers may come; who has a place in a game may come in any case. */
    void takesMore(boolean now) {
        takesMore = now;
    }

    boolean isFull() {
        return active.size() >= config.usersMax();
    }

    Optional<User> find(long uid) {
        return Optional.ofNullable(active.get(uid));
    }

    /** A client connected: it must say hello soon. */
    void connected(User user) {
        later(config.hello(), () -> {
            if (user.state == User.State.CONNECTING) {
                user.channel.pipe().destroy();
            }
        });
    }

    /** The channel ended. Its pipe has a moment for what was said last. */
    void left(User user, String why) {
        leave(user, why);
        later(LINGER, () -> user.channel.pipe().destroy());
    }

    void hello(User user, Hello hello) {
        if (user.state != User.State.CONNECTING) {
            return;
        }
        if (hello.version() != UserMessages.VERSION) {
            refuse(user, Code.VERSION);
        } else if (isFull()) {
            refuse(user, Code.FULL);
        } else {
            user.state = User.State.CHECKING;
            lane.away("hello", () -> use(hello), use -> checked(user, hello, use));
        }
    }

    private void leave(User user, String why) {
        var wasIn = user.isActive();
        user.state = User.State.GONE;
        if (wasIn) {
            active.remove(user.uid, user);
            audit.tell(name, "lobby-left", "uid", user.uid, "why", why);
            whenOut.accept(user);
        }
    }

    /** Sends a user away. */
    void dismiss(User user, Code code, boolean last) {
        user.tell(new Goodbye(code, last));
        leave(user, code.name());
        user.channel.close();
    }

    void dismissAll(Code code) {
        List.copyOf(active.values()).forEach(user -> dismiss(user, code, false));
    }

    /**
     * Sends away whose session is no longer here. Who was told to change lobbies keeps his place
     * until he is gone or his key is: the other lobby may have died just when it took him.
     *
     * @param sessions uid and login epoch, read from the database
     * @param asOfNanos when the reading began; who came later is not judged
     */
    void check(Map<Long, Long> sessions, long asOfNanos) {
        for (var user : List.copyOf(active.values())) {
            var epoch = sessions.get(user.uid);
            if (user.staying) {
                stay(user);
            } else if (user.sinceNanos - asOfNanos < 0 && !isMoving(user)
                    && (epoch == null || epoch != user.loginEpoch)) {
                dismiss(user, user.moving ? Code.MOVED : Code.DUPLICATE_LOGIN, !user.moving);
            }
        }
    }

    private static boolean isMoving(User user) {
        return user.moving && System.nanoTime() - user.moveEndNanos < 0;
    }

    /** His session comes back here, unless he logged in anew. */
    private void stay(User user) {
        lane.away("stay", () -> stay(user.uid, user.loginEpoch), stays -> {
            if (!user.isActive() || stays.isEmpty()) {
                return;
            }
            user.moving = false;
            user.staying = false;
            user.leaving = false;
            user.sinceNanos = System.nanoTime();
            if (!stays.get()) {
                dismiss(user, Code.DUPLICATE_LOGIN, true);
            }
        });
    }

    private Optional<Boolean> stay(long uid, long loginEpoch) throws InterruptedException {
        try {
            return Optional.of(keys.stay(uid, loginEpoch, node));
        } catch (DatabaseDown e) {
            return Optional.empty(); // the next check tries again
        }
    }

    private Keys.Use use(Hello hello) throws InterruptedException {
        try {
            return keys.use(hello.key(), hello.rid(), node);
        } catch (DatabaseDown e) {
            // Perhaps it was used; then this rid may use it again.
            return new Keys.Use(Code.DB_DOWN, 0, "", 0, null);
        }
    }

    private void checked(User user, Hello hello, Keys.Use use) {
        if (use.code() == Code.OK) {
            audit.tell(name, "key-used", "key", Keys.mark(hello.key()), "rid", hello.rid(),
                    "uid", use.uid());
        }
        if (user.state != User.State.CHECKING || user.channel.state() == Task.State.DONE) {
            return;
        }
        if (use.code() == Code.DB_DOWN) {
            user.state = User.State.CONNECTING;
            audit.tell(name, "lobby-refused", "code", use.code());
            user.tell(new Welcome(use.code(), RETRY_MILLIS, 0));
            connected(user);
        } else if (use.code() != Code.OK) {
            refuse(user, use.code());
        } else {
            admit(user, use);
        }
    }

    private void admit(User user, Keys.Use use) {
        var before = active.get(use.uid());
        if (before != null && before.loginEpoch > use.loginEpoch()) {
            refuse(user, Code.DUPLICATE_LOGIN);
            return;
        }
        if (before != null) {
            dismiss(before, Code.DUPLICATE_LOGIN, true);
        } else if (!takesMore && use.instance() == null) {
            refuse(user, Code.DRAINING);
            return;
        } else if (isFull()) {
            refuse(user, Code.FULL);
            return;
        }
        user.state = User.State.ACTIVE;
        user.uid = use.uid();
        user.loginEpoch = use.loginEpoch();
        user.sinceNanos = System.nanoTime();
        active.put(user.uid, user);
        audit.tell(name, "lobby-joined", "uid", user.uid, "epoch", user.loginEpoch);
        user.tell(new Welcome(Code.OK, 0, user.uid));
        if (use.instance() != null) {
            whenIn.accept(user, use.instance());
        }
    }

    private void later(Duration delay, Task.Body body) {
        lane.once("user-" + timers++, delay, body);
    }

    private void refuse(User user, Code code) {
        audit.tell(name, "lobby-refused", "code", code);
        user.state = User.State.GONE;
        user.tell(new Welcome(code, 0, 0));
        user.channel.close();
    }
}
