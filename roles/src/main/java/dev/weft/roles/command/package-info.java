/** Servers, clients, bots and operators: commands, each a process of its own. */
@NullMarked
package dev.weft.roles.command;

import org.jspecify.annotations.NullMarked;
