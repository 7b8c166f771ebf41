/** The failures that the cluster must survive, each by its name. */
@NullMarked
package dev.weft.failures;

import org.jspecify.annotations.NullMarked;
