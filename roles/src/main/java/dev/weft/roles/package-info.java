/** The game cluster on Weft channels: the command line, and all roles in one process. */
@NullMarked
package dev.weft.roles;

import org.jspecify.annotations.NullMarked;
