/** Who is alive: the leases of the servers in the auth database. */
@NullMarked
package dev.weft.roles.directory;

import org.jspecify.annotations.NullMarked;
