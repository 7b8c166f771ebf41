package dev.weft.roles.lobby;

import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.auth.Claims;
import dev.weft.roles.db.auth.Claims.Claimed;
import dev.weft.roles.db.game.ResultStore.Result;
import dev.weft.roles.db.runner.DatabaseDown;
import dev.weft.roles.directory.Directory;
import dev.weft.roles.game.Game;
import dev.weft.roles.lane.Lane;
import dev.weft.roles.message.Code;
import dev.weft.roles.message.MatchMessages.Create;
import dev.weft.roles.message.MatchMessages.Created;
import dev.weft.roles.message.UserMessages.GameEnded;
import dev.weft.roles.message.UserMessages.GameStarted;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The instance manager: the only one who decides whether an instance exists, at most one for each
 * match. It claims the users first, in the database, so that none of them is in two games.
 *
 * <p>Confined to the lobby's lane. Bounded by {@link Lobby.Config#instancesMax}, and by the room in
 * the outbox: a game only begins when its results will fit.
 */
final class Instances {

    private static final int CANCELLED_MAX = 10_000;

    private final String name;
    private final Lobby.Config config;
    private final Map<String, Game> games = new LinkedHashMap<>();
    private final Lane lane;
    private final Claims claims;
    private final Outbox outbox;
    private final Directory directory;
    private final Audit audit;
    private final Map<UUID, Instance> instances = new LinkedHashMap<>();
    // Matches that were called off before they were asked for. The oldest are forgotten.
    private final Set<UUID> cancelled = new LinkedHashSet<>();
    // Over, but the database could not be told; it counts as a running game.
    private final Set<UUID> unreleased = new LinkedHashSet<>();
    private boolean takesMore = true;

    Instances(String name, Lobby.Config config, Lane lane, Claims claims, Outbox outbox,
            Directory directory, Audit audit) {
        this.name = name;
        this.config = config;
        this.lane = lane;
        this.claims = claims;
        this.outbox = outbox;
        this.directory = directory;
        this.audit = audit;
        config.games().forEach(game -> games.put(game.mode(), game));
    }

    int count() {
        return instances.size();
    }

    /** Whether new games may be asked for. */
    void takesMore(boolean now) {
        takesMore = now;
    }

    /** Whether nothing runs, and the database knows it. */
    boolean isIdle() {
        return instances.isEmpty() && unreleased.isEmpty();
    }

    /** Games that would still fit. */
    int room() {
        if (!takesMore) {
            return 0;
        }
        var largest = games.values().stream().mapToInt(Game::players).max().orElse(1);
        var open = instances.values().stream().mapToInt(it -> it.seats().size()).sum();
        return Math.max(0, Math.min(
                config.instancesMax() - instances.size() - unreleased.size(),
                (outbox.room() - open) / largest));
    }

    /** Makes the instance, or says why not; the answer comes later. */
    void create(Create create, long matchmakerEpoch, Consumer<Created> answer) {
        var known = instances.get(create.match());
        if (known != null) {
            if (known.state == Instance.State.WAITING) {
                answer.accept(new Created(known.match, Code.OK, known.keys));
            }
            return;
        }
        var game = games.get(create.mode());
        if (create.epoch() < matchmakerEpoch) {
            refuse(create.match(), Code.STALE, answer);
        } else if (cancelled.contains(create.match())) {
            refuse(create.match(), Code.CANCELLED, answer);
        } else if (game == null || game.players() != create.seats().size()) {
            refuse(create.match(), Code.NO_GAME, answer);
        } else if (!takesMore) {
            refuse(create.match(), Code.DRAINING, answer);
        } else if (room() == 0 || !outbox.isReady()) {
            refuse(create.match(), Code.FULL, answer);
        } else {
            var instance = new Instance(create, game, lane, this::ended);
            instances.put(instance.match, instance);
            var epoch = directory.epoch();
            var leases = directory.judges();
            lane.away("create", () -> claim(create, epoch, leases),
                    claimed -> claimed(instance, claimed, answer));
        }
    }

    /** A player is here: he sat here, or he came with a key. */
    void join(UUID match, User user) {
        var instance = instances.get(match);
        if (instance == null || instance.state != Instance.State.WAITING
                || !instance.seats().contains(user.uid)) {
            user.tell(new GameEnded(match, Code.CANCELLED, null));
            return;
        }
        instance.join(user);
        audit.tell(name, "player-joined", "match", match, "uid", user.uid);
        if (instance.isComplete()) {
            lane.cancel(instance.timer());
            audit.tell(name, "game-started", "match", match, "players", instance.seats());
            var started = new GameStarted(match, instance.create.mode(), instance.seats());
            instance.players().values().forEach(player -> player.tell(started));
            instance.begin();
        }
    }

    /** A player's connection is gone. */
    void left(User user) {
        if (user.instance != null) {
            user.instance.left(user);
            user.instance = null;
        }
    }

    /**
     * The owner of a ticket takes it back, unless its user plays already.
     *
     * @return whether he does; if not, he never will
     */
    boolean cancelJoin(UUID match, long uid) {
        var instance = instances.get(match);
        if (instance != null && instance.hasJoined(uid)) {
            return true;
        }
        if (instance == null || instance.state == Instance.State.CREATING) {
            cancelled.add(match);
            if (cancelled.size() > CANCELLED_MAX) {
                cancelled.remove(cancelled.iterator().next());
            }
        } else if (instance.state == Instance.State.WAITING) {
            abort(instance, "a ticket was taken back");
        }
        return false;
    }

    /** Tells the database again what it could not be told before. */
    void sweep() {
        List.copyOf(unreleased).forEach(this::release);
    }

    private Claimed claim(Create create, long epoch, boolean leases) throws InterruptedException {
        try {
            return claims.claim(create.match(), epoch, leases, create.seats());
        } catch (DatabaseDown e) {
            return new Claimed(Code.DB_DOWN, List.of());
        }
    }

    private void claimed(Instance instance, Claimed claimed, Consumer<Created> answer) {
        var code = cancelled.remove(instance.match) ? Code.CANCELLED : claimed.code();
        if (code != Code.OK) {
            instances.remove(instance.match);
            instance.over();
            if (claimed.code() != Code.BUSY) {
                release(instance.match); // perhaps it was claimed, and only the answer is lost
            }
            refuse(instance.match, code, answer);
            return;
        }
        instance.state = Instance.State.WAITING;
        instance.keys = claimed.keys();
        audit.tell(name, "instance-created", "match", instance.match);
        lane.once(instance.timer(), config.join(), () -> abort(instance, "players are missing"));
        answer.accept(new Created(instance.match, Code.OK, instance.keys));
    }

    private void refuse(UUID match, Code code, Consumer<Created> answer) {
        audit.tell(name, "instance-refused", "match", match, "code", code);
        answer.accept(new Created(match, code, List.of()));
    }

    private void abort(Instance instance, String why) {
        if (instance.state != Instance.State.WAITING) {
            return;
        }
        audit.tell(name, "game-aborted", "match", instance.match, "why", why);
        instance.players().values().forEach(
                user -> user.tell(new GameEnded(instance.match, Code.CANCELLED, null)));
        close(instance);
    }

    private void ended(Instance instance, Map<Long, Game.Outcome> outcomes) {
        audit.tell(name, "game-ended", "match", instance.match, "players", instance.seats(),
                "outcomes", outcomes.values());
        outcomes.forEach((uid, outcome) -> {
            outbox.add(new Result(instance.match, uid, instance.create.mode(), outcome.name(),
                    outcome == Game.Outcome.WON));
            var user = instance.players().get(uid);
            if (user != null) {
                user.tell(new GameEnded(instance.match, Code.OK, outcome.name()));
            }
        });
        close(instance);
    }

    private void close(Instance instance) {
        instances.remove(instance.match);
        instance.over();
        release(instance.match);
    }

    private void release(UUID match) {
        unreleased.remove(match);
        lane.away("release", () -> {
            try {
                claims.release(match);
                return true;
            } catch (DatabaseDown e) {
                return false;
            }
        }, released -> {
            if (!released) {
                unreleased.add(match);
            }
        });
    }
}
