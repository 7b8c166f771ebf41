/**
 * What the JDK's own code is redirected to. The agent puts these classes on the boot class path, so
 * that java.base sees them; they use nothing but the JDK.
 */
@NullMarked
package dev.weft.sim.agent.hook;

import org.jspecify.annotations.NullMarked;
