/** What a game is to a lobby, and the games that are there. */
@NullMarked
package dev.weft.roles.game;

import org.jspecify.annotations.NullMarked;
