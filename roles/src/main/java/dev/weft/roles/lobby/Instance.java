package dev.weft.roles.lobby;

import dev.weft.roles.game.Game;
import dev.weft.roles.lane.Lane;
import dev.weft.roles.message.MatchMessages.Create;
import dev.weft.roles.message.MatchMessages.Seat;
import dev.weft.roles.message.MatchMessages.SeatKey;
import dev.weft.roles.message.UserMessages.View;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One game, from the claim on its users to its end. Confined to the lobby's lane. */
final class Instance implements Game.Table {

    enum State {
        /** Its users are being claimed. */
        CREATING,
        /** Waits for its players. */
        WAITING,
        /** Plays. */
        RUNNING,
        /** Is over, or never began. */
        ENDED
    }

    final UUID match;
    final Create create;
    private final Game game;
    private final Lane lane;
    private final BiConsumer<Instance, Map<Long, Game.Outcome>> whenOver;
    private final Map<Long, User> players = new LinkedHashMap<>();
    State state = State.CREATING;
    List<SeatKey> keys = List.of();
    private Game.@Nullable Play play;

    Instance(Create create, Game game, Lane lane,
            BiConsumer<Instance, Map<Long, Game.Outcome>> whenOver) {
        this.match = create.match();
        this.create = create;
        this.game = game;
        this.lane = lane;
        this.whenOver = whenOver;
    }

    /** All who have a seat, in the order of the match. */
    List<Long> seats() {
        return create.seats().stream().map(Seat::uid).toList();
    }

    /** Those who are here. */
    Map<Long, User> players() {
        return players;
    }

    boolean hasJoined(long uid) {
        return players.containsKey(uid);
    }

    void join(User user) {
        players.put(user.uid, user);
        user.instance = this;
    }

    boolean isComplete() {
        return players.size() == create.seats().size();
    }

    /** All are here. */
    void begin() {
        state = State.RUNNING;
        play = game.begin(seats(), this);
    }

    void move(User user, String text) {
        if (state == State.RUNNING && play != null) {
            play.move(user.uid, text);
        }
    }

    /** A player's connection is gone; he can't come back into this game. */
    void left(User user) {
        if (state == State.RUNNING && play != null) {
            play.left(user.uid);
        } else {
            players.remove(user.uid, user);
        }
    }

    /** Nothing happens in it any more. */
    void over() {
        state = State.ENDED;
        lane.cancel(timer());
        players.values().forEach(user -> user.instance = null);
    }

    @Override
    public void show(long uid, String text) {
        var user = players.get(uid);
        if (user != null) {
            user.tell(new View(match, text));
        }
    }

    @Override
    public void after(Duration delay, Runnable body) {
        lane.once(timer(), delay, () -> {
            if (state == State.RUNNING) {
                body.run();
            }
        });
    }

    @Override
    public void end(Map<Long, Game.Outcome> outcomes) {
        whenOver.accept(this, outcomes);
    }

    /** The one timer of an instance: first its join deadline, then the game's. */
    String timer() {
        return "instance-" + match;
    }
}
