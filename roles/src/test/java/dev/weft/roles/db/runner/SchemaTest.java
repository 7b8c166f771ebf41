package dev.weft.roles.db.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.TestEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
@ParameterizedClass(name = "{0}")
@MethodSource("dev.weft.roles.db.TestEngine#all")
class SchemaTest {

    private static final Database.Settings PATIENT = new Database.Settings(
            Duration.ofSeconds(30), Duration.ofMillis(5), 4, 20);

    private final DataSource source;

    SchemaTest(TestEngine engine) {
        source = engine.fresh();
    }

    @Test
    void installsItselfOverWhatIsThere() throws Exception {
        for (var schema : List.of(Schema.AUTH, Schema.GAME)) {
            for (var i = 0; i < 2; i++) {
                try (var database = database(schema)) {
                    assertEquals(schema.version(), version(database));
                }
            }
        }
    }

    @Test
    void bringsAnOlderDatabaseUpToDateAndKeepsItsRows() throws Exception {
        try (var old = database(new Schema("example-old"))) {
            old.transaction("fill", sql -> sql.update("insert into thing (id) values (7)"));
            assertEquals(1, version(old));
        }
        try (var now = database(new Schema("example"))) {
            assertEquals(2, version(now));
            assertEquals(List.of("7 grey"), now.transaction("read", sql -> sql.list(
                    "select id, color from thing",
                    row -> row.getInt(1) + " " + row.getString(2))));
        }
    }

    @Test
    void refusesADatabaseOfANewerVersionAndTouchesNothing() throws Exception {
        try (var now = database(new Schema("example"))) {
            version(now);
        }
        try (var old = database(new Schema("example-old"))) {
            var fault = assertThrows(DatabaseFault.class, () -> version(old));
            assertTrue(fault.getMessage().contains("its schema example-old has version 2, and this"
                    + " program knows only 1; start the newer program"), fault.getMessage());
        }
    }

    @Test
    void manyMayStartAtOnce() throws Exception {
        var starts = new ArrayList<FutureTask<Integer>>();
        for (var i = 0; i < 8; i++) {
            Callable<Integer> start = () -> {
                try (var database = database(new Schema("example"))) {
                    return version(database);
                }
            };
            starts.add(new FutureTask<>(start));
        }
        starts.forEach(Thread::startVirtualThread);
        for (var start : starts) {
            assertEquals(2, start.get());
        }
    }

    private Database database(Schema schema) {
        return new Database("test", "some", source, schema, PATIENT, Audit.NONE);
    }

    private static int version(Database database) throws DatabaseDown, InterruptedException {
        return database.transaction("version", sql -> sql.first(
                "select max(version) from schema_version", row -> row.getInt(1)).orElseThrow());
    }
}
