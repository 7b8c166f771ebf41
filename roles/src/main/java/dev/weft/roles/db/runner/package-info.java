/**
 * Runs SQL on one database: start with {@link dev.weft.roles.db.runner.Database}. Knows nothing of
 * the tables but how to install them.
 */
@NullMarked
package dev.weft.roles.db.runner;

import org.jspecify.annotations.NullMarked;
