/** The game databases: which shard has a user, what is stored of him, and moving it. */
@NullMarked
package dev.weft.roles.db.game;

import org.jspecify.annotations.NullMarked;
