/** The library beside its peers: a client and a server process each, in one run. */
@NullMarked
package dev.weft.bench;

import org.jspecify.annotations.NullMarked;
