/** The records on the wire, by who talks to whom. */
@NullMarked
package dev.weft.roles.message;

import org.jspecify.annotations.NullMarked;
