/** The matchmaker: forms matches from tickets and commits each to one lobby. */
@NullMarked
package dev.weft.roles.match;

import org.jspecify.annotations.NullMarked;
