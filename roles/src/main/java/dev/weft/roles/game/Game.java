package dev.weft.roles.game;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A kind of game that lobbies can run: what differs between rock-paper-scissors and chess.
 *
 * <p>All calls of one play and of its table happen in one lane, so a play is plain code without
 * locks. It must not wait: time passes only through {@link Table#after}.
 */
public interface Game {

    /** Names it in the queue. */
    String mode();

    /** How many players it takes. */
    int players();

    /** Begins one play; it may show and set time-outs at once. */
    Play begin(List<Long> players, Table table);

    /** One play that runs. */
    interface Play {

        /** A player's move, as he sent it: it may be nonsense, or late. */
        void move(long uid, String text);

        /** A player is gone and will not come back. */
        void left(long uid);
    }

    /** What a play sees of the world. */
    interface Table {

        /** Shows a player something. */
        void show(long uid, String text);

        /** Runs it after this time; a play has one such time-out, and a new one replaces it. */
        void after(Duration delay, Runnable body);

        /** Ends the play, with an outcome for each player. Nothing is called afterwards. */
        void end(Map<Long, Outcome> outcomes);
    }

    /** How a play ended for one player. */
    enum Outcome {
        /** He won. */
        WON,
        /** He lost. */
        LOST,
        /** Nobody won. */
        DRAWN,
        /** He was silent or left. */
        FORFEITED
    }
}
