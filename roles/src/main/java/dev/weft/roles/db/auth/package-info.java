/** The auth database, table by table: accounts, keys, claims, the directory, the leadership. */
@NullMarked
package dev.weft.roles.db.auth;

import org.jspecify.annotations.NullMarked;
