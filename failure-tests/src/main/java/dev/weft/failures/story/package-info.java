/** What people read of a run. */
@NullMarked
package dev.weft.failures.story;

import org.jspecify.annotations.NullMarked;
