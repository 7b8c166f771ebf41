package dev.weft.roles.db.game;

import dev.weft.roles.db.runner.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables whose rows belong to a bucket, and move with it. A new table of the game databases
 * with a column {@code bucket} belongs here, too.
 */
enum BucketTable {
    RESULT("result", List.of("instance_id", "uid"), List.of("bucket", "mode", "outcome", "at")),
    SCORE("score", List.of("uid"), List.of("bucket", "played", "won"));

    /** Rows at a time: so many are read, written or deleted well within one call. */
    static final int PAGE = 500;

    private final String table;
    private final int keys;
    private final int columns;
    private final String key;
    private final String all;

    BucketTable(String table, List<String> key, List<String> others) {
        this.table = table;
        this.keys = key.size();
        this.columns = key.size() + others.size();
        this.key = String.join(", ", key);
        this.all = this.key + ", " + String.join(", ", others);
    }

    String table() {
        return table;
    }

    /** The rows of the bucket that come after this one; null begins. */
    List<Object[]> page(Sql sql, int bucket, Object @Nullable [] last) throws SQLException {
        var values = new ArrayList<Object>(List.of(bucket));
        if (last != null) {
            values.addAll(Arrays.asList(last).subList(0, keys));
        }
        var after = last == null ? "" : " and (" + key + ") > (" + marks(keys) + ")";
        return sql.list("select " + all + " from " + table + " where bucket = ?" + after
                + " order by " + key + " limit " + PAGE, row -> {
                    var found = new Object[columns];
                    for (var i = 0; i < columns; i++) {
                        found[i] = row.getObject(i + 1);
                    }
                    return found;
                }, values.toArray());
    }

    /** Adds those that are not there. */
    void insert(Sql sql, List<Object[]> rows) throws SQLException {
        sql.batch("insert into " + table + " (" + all + ") values (" + marks(columns)
                + ") on conflict do nothing", rows);
    }

    /** Deletes a page of rows of the bucket, and returns how many. */
    int delete(Sql sql, int bucket) throws SQLException {
        var page = page(sql, bucket, null);
        if (!page.isEmpty()) {
            sql.batch("delete from " + table + " where (" + key + ") = (" + marks(keys) + ")",
                    page.stream().map(row -> Arrays.copyOf(row, keys)).toList());
        }
        return page.size();
    }

    private static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }
}
