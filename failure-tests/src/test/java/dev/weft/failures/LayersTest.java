package dev.weft.failures;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LayersTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.weft.failures");

    @Test
    void packagesDoNotDependOnEachOtherInCircles() {
        slices().matching("dev.weft.failures.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void whatIsHeardKnowsNothingOfTheSimulation() {
        noClasses().that().resideInAnyPackage(
                        "..failures.witness..", "..failures.invariant..", "..failures.story..")
                .should().dependOnClassesThat(resideInAPackage("dev.weft.sim..")
                        .and(not(resideInAPackage("dev.weft.sim.fault"))))
                .because("the same invariants may listen to real processes")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineWritesAndExits() {
        noClasses().that().doNotHaveFullyQualifiedName(Main.class.getName())
                .should().accessField(System.class, "out")
                .orShould().accessField(System.class, "err")
                .orShould().callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    @Test
    void theEngineBehindTheDatabasesStaysBehindThem() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("org.h2..", "java.sql..")
                .check(CLASSES);
    }
}
