package dev.weft.roles.game;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rock, paper, scissors: two players, best of three. Who wins two rounds first wins.
 *
 * <p>Shows {@code choose <round>}, takes {@code <round> rock|paper|scissors}, and shows
 * {@code round <round>: <own> <other>}. Who says nothing in time, or leaves, forfeits. After
 * {@value #ROUNDS_MAX} rounds without a winner nobody wins, so that every play ends.
 *
 * @param round how long a player may think
 */
public record RockPaperScissors(Duration round) implements Game {

    /** The name of the game in the queue. */
    public static final String MODE = "rock-paper-scissors";

    private static final int ROUNDS_MAX = 9;
    private static final int WINS = 2;

    /** What a player can show. */
    public enum Hand {
        /** Beats scissors. */
        ROCK,
        /** Beats rock. */
        PAPER,
        /** Beats paper. */
        SCISSORS;

        /** Whether this hand wins against the other. */
        public boolean beats(Hand other) {
            return (ordinal() - other.ordinal() + 3) % 3 == 1;
        }

        static @Nullable Hand parse(String text) {
            for (var hand : values()) {
                if (hand.name().equals(text.toUpperCase(Locale.ROOT))) {
                    return hand;
                }
            }
            return null;
        }
    }

    /** With three seconds a round. */
    public RockPaperScissors() {
        this(Duration.ofSeconds(3));
    }

    @Override
    public String mode() {
        return MODE;
    }

    @Override
    public int players() {
        return 2;
    }

    @Override
    public Play begin(List<Long> players, Table table) {
        var play = new Rounds(players.get(0), players.get(1), table);
        play.next();
        return play;
    }

    private final class Rounds implements Play {
        private final long one;
        private final long two;
        private final Table table;
        private final Map<Long, Hand> hands = new LinkedHashMap<>();
        private final Map<Long, Integer> wins = new LinkedHashMap<>();
        private int number;
        private boolean over;

        Rounds(long one, long two, Table table) {
            this.one = one;
            this.two = two;
            this.table = table;
        }

        void next() {
            number++;
            hands.clear();
            if (number > ROUNDS_MAX) {
                end(Outcome.DRAWN, Outcome.DRAWN);
                return;
            }
            table.show(one, "choose " + number);
            table.show(two, "choose " + number);
            table.after(round, this::late);
        }

        @Override
        public void move(long uid, String text) {
            var words = text.split(" ", 2);
            if (over || words.length < 2 || !words[0].equals(String.valueOf(number))) {
                return;
            }
            var hand = Hand.parse(words[1]);
            if (hand != null && (uid == one || uid == two)) {
                hands.putIfAbsent(uid, hand);
            }
            if (hands.size() == 2) {
                decide(hands.get(one), hands.get(two));
            }
        }

        @Override
        public void left(long uid) {
            if (!over) {
                end(uid == one ? Outcome.FORFEITED : Outcome.WON,
                        uid == one ? Outcome.WON : Outcome.FORFEITED);
            }
        }

        private void decide(Hand first, Hand second) {
            table.show(one, "round " + number + ": " + first + " " + second);
            table.show(two, "round " + number + ": " + second + " " + first);
            if (first.beats(second) && wins.merge(one, 1, Integer::sum) == WINS) {
                end(Outcome.WON, Outcome.LOST);
            } else if (second.beats(first) && wins.merge(two, 1, Integer::sum) == WINS) {
                end(Outcome.LOST, Outcome.WON);
            } else {
                next();
            }
        }

        private void late() {
            if (!over) {
                end(outcomeWhenLate(one, two), outcomeWhenLate(two, one));
            }
        }

        private Outcome outcomeWhenLate(long uid, long other) {
            return hands.containsKey(uid) && !hands.containsKey(other)
                    ? Outcome.WON : Outcome.FORFEITED;
        }

        private void end(Outcome first, Outcome second) {
            over = true;
            var outcomes = new LinkedHashMap<Long, Outcome>();
            outcomes.put(one, first);
            outcomes.put(two, second);
            table.end(outcomes);
        }
    }
}
