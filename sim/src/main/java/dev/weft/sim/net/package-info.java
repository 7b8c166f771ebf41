/** The network between simulated hosts: TCP's manners, and its failures, under Link. */
@NullMarked
package dev.weft.sim.net;

import org.jspecify.annotations.NullMarked;
