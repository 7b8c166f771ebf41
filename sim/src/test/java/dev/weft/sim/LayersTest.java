package dev.weft.sim;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LayersTest {

    private static final String[] JDK = {"java..", "javax.sql..", "org.jspecify.."};

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.weft.sim");

    @Test
    void hooksUseOnlyTheJdkSinceTheBootLoaderSeesNothingElse() {
        classes().that().resideInAPackage("..agent.hook..").should()
                .onlyDependOnClassesThat().resideInAnyPackage(with("..agent.hook..")).check(OURS);
    }

    @Test
    void agentKnowsOnlyItsHooks() {
        classes().that().resideInAPackage("dev.weft.sim.agent..").should()
                .onlyDependOnClassesThat().resideInAnyPackage(with("dev.weft.sim.agent.."))
                .check(OURS);
    }

    @Test
    void loopKnowsNoNetworkAndNoDatabase() {
        classes().that().resideInAPackage("..core..").should().onlyDependOnClassesThat()
                .resideInAnyPackage(with("..core..", "..sim.events..", "..agent.hook.."))
                .check(OURS);
    }

    @Test
    void eventsKnowNobody() {
        classes().that().resideInAPackage("..sim.events..").should().onlyDependOnClassesThat()
                .resideInAnyPackage(with("..sim.events..")).check(OURS);
    }

    @Test
    void onlyTheDatabasesUseH2() {
        noClasses().that().resideOutsideOfPackage("..db..").should()
                .dependOnClassesThat().resideInAPackage("org.h2..").check(OURS);
    }

    @Test
    void simulatorUsesOnlyTheFaceOfTheLibrary() {
        var face = with("dev.weft.sim..", "dev.weft", "dev.weft.transport", "org.h2.jdbcx",
                "org.junit.jupiter..");
        classes().that().resideInAPackage("dev.weft.sim..")
                .and().doNotHaveSimpleName("FrameText")
                .should().onlyDependOnClassesThat().resideInAnyPackage(face).check(OURS);
    }

    @Test
    void onlyTheLogLooksIntoTheBytesOnTheWire() {
        // People want to read in the log which message a packet carries. Nothing else in the
        // simulator knows what the bytes mean.
        noClasses().that().resideInAPackage("dev.weft.sim..")
                .and().doNotHaveSimpleName("FrameText")
                .should().dependOnClassesThat().resideInAPackage("dev.weft.wire..").check(OURS);
    }

    @Test
    void onlyTheTestAnnotationUsesJUnitAndNothingUsesIt() {
        noClasses().that().resideOutsideOfPackage("..sim.junit..").should().dependOnClassesThat()
                .resideInAnyPackage("org.junit..", "dev.weft.sim.junit..").check(OURS);
    }

    @Test
    void faultsAreValuesThatKnowNoSimulation() {
        classes().that().resideInAPackage("..sim.fault..").should().onlyDependOnClassesThat()
                .resideInAnyPackage(with("..sim.fault..", "..sim.core..")).check(OURS);
    }

    private static String[] with(String... packages) {
        var all = java.util.Arrays.copyOf(packages, packages.length + JDK.length);
        System.arraycopy(JDK, 0, all, packages.length, JDK.length);
        return all;
    }
}
