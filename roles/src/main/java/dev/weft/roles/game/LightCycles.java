package dev.weft.roles.game;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Light cycles: two players drive over a board and leave a wall behind them. Who hits a wall or the
 * edge loses; if both do at once nobody wins. Time does not wait: each tick both drive one cell on.
 *
 * <p>Takes {@code up}, {@code down}, {@code left} and {@code right}; to turn back is ignored. Shows
 * {@code tick <number>} and then the board, a line a row: {@code @} the player himself, {@code %}
 * the other, {@code #} walls, {@code .} free cells. Ends when the free cells do, at the latest.
 *
 * @param tick how long each lasts
 */
public record LightCycles(Duration tick) implements Game {

    /** The name of the game in the queue. */
    public static final String MODE = "light-cycles";

    /** Cells in a row. */
    public static final int WIDTH = 20;

    /** Rows. */
    public static final int HEIGHT = 12;

    /** Where one can drive. */
    public enum Direction {
        /** To the row above. */
        UP(0, -1),
        /** To the row below. */
        DOWN(0, 1),
        /** Against the direction of reading. */
        LEFT(-1, 0),
        /** In the direction of reading. */
        RIGHT(1, 0);

        /** Columns and rows that one step takes. */
        public final int columns;

        /** See {@link #columns}. */
        public final int rows;

        Direction(int columns, int rows) {
            this.columns = columns;
            this.rows = rows;
        }

        private boolean isBackOf(Direction other) {
            return columns == -other.columns && rows == -other.rows;
        }
    }

    /** With five ticks a second. */
    public LightCycles() {
        this(Duration.ofMillis(200));
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
        var drive = new Drive(new Cycle(players.get(0), 4, 6, Direction.RIGHT),
                new Cycle(players.get(1), WIDTH - 5, 5, Direction.LEFT), table);
        drive.show();
        return drive;
    }

    private static final class Cycle {
        final long uid;
        int column;
        int row;
        Direction now;
        Direction next;

        Cycle(long uid, int column, int row, Direction now) {
            this.uid = uid;
            this.column = column;
            this.row = row;
            this.now = now;
            this.next = now;
        }

        void drive() {
            now = next;
            column += now.columns;
            row += now.rows;
        }

        boolean isAt(int otherColumn, int otherRow) {
            return column == otherColumn && row == otherRow;
        }
    }

    private final class Drive implements Play {
        private final Cycle one;
        private final Cycle two;
        private final Table table;
        private final boolean[][] walls = new boolean[HEIGHT][WIDTH];
        private int ticks;
        private boolean over;

        Drive(Cycle one, Cycle two, Table table) {
            this.one = one;
            this.two = two;
            this.table = table;
        }

        @Override
        public void move(long uid, String text) {
            var cycle = uid == one.uid ? one : two;
            for (var direction : Direction.values()) {
                if (direction.name().equals(text.toUpperCase(Locale.ROOT))
                        && !direction.isBackOf(cycle.now)) {
                    cycle.next = direction;
                }
            }
        }

        @Override
        public void left(long uid) {
            end(uid == one.uid ? Outcome.FORFEITED : Outcome.WON,
                    uid == one.uid ? Outcome.WON : Outcome.FORFEITED);
        }

        private void tick() {
            ticks++;
            build(one);
            build(two);
            one.drive();
            two.drive();
            var firstHits = hits(one) || one.isAt(two.column, two.row);
            var secondHits = hits(two) || one.isAt(two.column, two.row);
            if (!firstHits && !secondHits) {
                show();
            } else if (firstHits && secondHits) {
                end(Outcome.DRAWN, Outcome.DRAWN);
            } else {
                end(firstHits ? Outcome.LOST : Outcome.WON, firstHits ? Outcome.WON : Outcome.LOST);
            }
        }

        private void build(Cycle cycle) {
            walls[cycle.row][cycle.column] = true;
        }

        private boolean hits(Cycle cycle) {
            return cycle.row < 0 || cycle.row >= HEIGHT || cycle.column < 0
                    || cycle.column >= WIDTH || walls[cycle.row][cycle.column];
        }

        void show() {
            table.show(one.uid, "tick " + ticks + board(one, two));
            table.show(two.uid, "tick " + ticks + board(two, one));
            table.after(tick, this::tick);
        }

        private String board(Cycle own, Cycle other) {
            var text = new StringBuilder(HEIGHT * (WIDTH + 1));
            for (var row = 0; row < HEIGHT; row++) {
                text.append('\n');
                for (var column = 0; column < WIDTH; column++) {
                    text.append(own.isAt(column, row) ? '@' : other.isAt(column, row) ? '%'
                            : walls[row][column] ? '#' : '.');
                }
            }
            return text.toString();
        }

        private void end(Outcome first, Outcome second) {
            if (!over) {
                over = true;
                Map<Long, Outcome> outcomes = new LinkedHashMap<>();
                outcomes.put(one.uid, first);
                outcomes.put(two.uid, second);
                table.end(outcomes);
            }
        }
    }
}
