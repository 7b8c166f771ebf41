/**
 * The whole game cluster in the simulator, with failures on purpose: start with
 * {@link dev.weft.failures.ClusterRun}.
 */
@NullMarked
package dev.weft.failures;

import org.jspecify.annotations.NullMarked;
