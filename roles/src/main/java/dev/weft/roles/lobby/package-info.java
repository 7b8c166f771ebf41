/** The lobby server: users, their tickets, the instances of games, and the results on their way. */
@NullMarked
package dev.weft.roles.lobby;

import org.jspecify.annotations.NullMarked;
