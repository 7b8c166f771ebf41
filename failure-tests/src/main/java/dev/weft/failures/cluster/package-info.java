/** The whole cluster as hosts of a simulation. */
@NullMarked
package dev.weft.failures.cluster;

import org.jspecify.annotations.NullMarked;
