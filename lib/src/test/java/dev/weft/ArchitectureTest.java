package dev.weft;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The house rules that the byte code shows; {@link TidyTest} has those that only text shows. */
@Timeout(60)
class ArchitectureTest {

    private static final JavaClasses LIB = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.weft");

    @Test
    void arrowsPointDownward() {
        layeredArchitecture().consideringOnlyDependenciesInLayers()
                .layer("core").definedBy("dev.weft.core")
                .layer("run").definedBy("dev.weft.run")
                .layer("wire").definedBy("dev.weft.wire")
                .layer("crypto").definedBy("dev.weft.crypto")
                .layer("protocol").definedBy("dev.weft.protocol..")
                .layer("transport").definedBy("dev.weft.transport")
                .layer("trace").definedBy("dev.weft.trace")
                .layer("root").definedBy("dev.weft")
                .whereLayer("core").mayOnlyBeAccessedByLayers("root")
                .whereLayer("run").mayOnlyBeAccessedByLayers("core")
                .whereLayer("wire").mayOnlyBeAccessedByLayers("core")
                .whereLayer("crypto").mayOnlyBeAccessedByLayers("core")
                .whereLayer("protocol").mayOnlyBeAccessedByLayers("core", "root")
                .whereLayer("transport").mayOnlyBeAccessedByLayers("core", "root")
                .whereLayer("trace").mayOnlyBeAccessedByLayers("core", "run")
                .whereLayer("root").mayOnlyBeAccessedByLayers("core", "run", "trace", "protocol")
                .check(LIB);
    }

    @Test
    void onlyNodeReachesTheCore() {
        noClasses().that().resideInAPackage("dev.weft").and().doNotHaveFullyQualifiedName(
                "dev.weft.Node").should().dependOnClassesThat().resideInAPackage("dev.weft.core")
                .check(LIB);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.weft.(*)..").should().beFreeOfCycles().check(LIB);
    }

    @Test
    void onlyTheMsgpackPackageKnowsJackson() {
        noClasses().that().resideOutsideOfPackage("dev.weft.protocol.msgpack")
                .should().dependOnClassesThat(
                        resideInAnyPackage("com.fasterxml..", "org.msgpack.."))
                .check(LIB);
    }

    @Test
    void onlyTheTransportKnowsSockets() {
        noClasses().that().resideOutsideOfPackage("dev.weft.transport")
                .should().dependOnClassesThat(resideInAPackage("java.nio.channels..")
                        .or(name("java.net.Socket")).or(name("java.net.ServerSocket")))
                .check(LIB);
    }

    @Test
    void theWireHasNeitherThreadsNorUsers() {
        noClasses().that().resideInAPackage("dev.weft.wire").should().dependOnClassesThat(
                resideInAnyPackage("dev.weft", "java.util.concurrent.."))
                .check(LIB);
    }

    @Test
    void theRootHoldsOnlyWhatUsersNeed() {
        classes().that().resideInAPackage("dev.weft").should().beInterfaces()
                .orShould().beRecords().orShould().beEnums()
                .orShould().beAssignableTo(Throwable.class).check(LIB);
        noMethods().that().areDeclaredInClassesThat().resideInAPackage("dev.weft")
                .should().haveNameMatching(".*(Id|ById|^get[A-Z].*)$").check(LIB);
        methods().that().areDeclaredInClassesThat().resideInAPackage("dev.weft")
                .and().arePublic().should().notHaveRawParameterTypes("java.util.UUID").check(LIB);
    }

    @Test
    void errorsAreOurs() {
        classes().that().areAssignableTo(Throwable.class)
                .and().resideInAPackage("dev.weft")
                .should().beAssignableTo(NetException.class).check(LIB);
    }

    @Test
    void nothingEscapesTheSimulator() {
        noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED).check(LIB);
        noFields().should().haveRawType(ThreadLocal.class).check(LIB);
        noClasses().should().dependOnClassesThat().areAssignableTo(java.util.Timer.class)
                .check(LIB);
        // Access targets also see method references, which callMethod does not.
        noClasses().should().accessTargetWhere(access("asynchronous, on a pool of others",
                CompletableFuture.class, "(?s).*(Async|orTimeout|delayedExecutor)")).check(LIB);
        noClasses().should().accessTargetWhere(access("the common pool",
                ForkJoinPool.class, ".*")).check(LIB);
        noClasses().should().accessTargetWhere(access("not for a library",
                System.class, "out|err|exit|identityHashCode")).check(LIB);
    }

    private static DescribedPredicate<JavaAccess<?>> access(
            String what, Class<?> owner, String nameRegex) {
        return DescribedPredicate.describe(what, it ->
                it.getTargetOwner().isEquivalentTo(owner)
                        && it.getTarget().getName().matches(nameRegex));
    }
}
