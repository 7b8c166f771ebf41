/** JMH benchmarks of inner pieces: codec and frames. */
@NullMarked
package dev.weft.bench.inner;

import org.jspecify.annotations.NullMarked;
