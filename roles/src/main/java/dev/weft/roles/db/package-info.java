/** All SQL of the cluster: the database runner, the pool, the shards, and the tables by subject. */
@NullMarked
package dev.weft.roles.db;

import org.jspecify.annotations.NullMarked;
