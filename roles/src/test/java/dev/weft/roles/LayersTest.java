package dev.weft.roles;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may use what, and what no source may say. */
@Timeout(60)
class LayersTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.weft.roles");
    private static final Pattern FORBIDDEN = Pattern.compile(
            "\\bsynchronized\\b|commonPool|parallelStream|orTimeout");

    @Test
    void rolesSeeOnlyTheFrontOfTheLibrary() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("dev.weft.core..", "dev.weft.wire..", "dev.weft.run..",
                        "dev.weft.protocol..", "dev.weft.transport..", "dev.weft.trace..",
                        "dev.weft.sim..", "com.fasterxml..", "org.msgpack..")
                .check(CLASSES);
    }

    @Test
    void allSqlStandsInOnePackage() {
        noClasses().that().resideOutsideOfPackage("dev.weft.roles.db..")
                .should().dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "com.zaxxer..", "org.h2..", "org.postgresql..")
                .check(CLASSES);
    }

    @Test
    void nothingHidesInThreads() {
        noClasses().should().dependOnClassesThat()
                .belongToAnyOf(ThreadLocal.class, java.util.concurrent.ForkJoinPool.class)
                .check(CLASSES);
    }

    @Test
    void roomsDoNotUseEachOtherInCircles() {
        slices().matching("dev.weft.roles.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("dev.weft.roles.db.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void sourcesAreTidy() throws IOException {
        var found = new ArrayList<String>();
        for (var root : List.of("src/main/java", "src/test/java")) {
            try (var files = Files.walk(Path.of(root))) {
                for (var file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                    check(file, found);
                }
            }
        }
        assertEquals(List.of(), found);
    }

    private static void check(Path file, List<String> found) throws IOException {
        var lines = Files.readAllLines(file);
        if (lines.size() > 400) {
            found.add(file + ": " + lines.size() + " lines");
        }
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            var said = !file.endsWith("LayersTest.java") && FORBIDDEN.matcher(line).find();
            if (line.length() > 100 || said) {
                found.add(file + ":" + (i + 1) + ": " + line);
            }
        }
    }
}
