package dev.weft.sim.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is played with many seeds. Its method has one parameter, a {@link
 * dev.weft.sim.Simulation}: it makes hosts, names faults, and claims what must hold. Unless it runs
 * the simulation itself, that is run when it returns.
 *
 * <p>The report has one line for the search, and one more for each seed that failed. Seeds are
 * played at the same time on all cores, each on a fresh object of the test class, which is not seen
 * by {@code @BeforeEach}: what a seed needs it makes in the method, and static fields are shared.
 *
 * <p>Seeds that have failed are kept in {@code weft-corpus/<class>.<method>}, below the working
 * directory, and are played first next time: commit that file with the mended bug.
 *
 * <p>System properties, for all tests of a JVM:
 * <ul>
 *   <li>{@code weft.seed=2911} plays this seed only;
 *   <li>{@code weft.plan=FILE} plays it with the faults of this file;
 *   <li>{@code weft.seeds=100000} plays so many seeds, {@code weft.first=5000} begins with this;
 *   <li>{@code weft.seconds=600} goes on for so long, whatever the number of seeds;
 *   <li>{@code weft.threads=1} plays so many at the same time, instead of one on each core;
 *   <li>{@code weft.corpus=DIRECTORY} keeps the seeds elsewhere, {@code weft.out=DIRECTORY} writes
 *       plans and timelines elsewhere than in {@code target/weft}.
 * </ul>
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SimTestExtension.class)
public @interface SimTest {

    /** How many seeds are played, 1 or more. */
    int seeds() default 100;

    /** Ends the search when so many have failed, 1 or more. */
    int failures() default 3;
}
