/** The login server: checks accounts, hands out timed keys, and tells which lobbies are open. */
@NullMarked
package dev.weft.roles.login;

import org.jspecify.annotations.NullMarked;
