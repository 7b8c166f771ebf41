/**
 * All SQL of the cluster. Here: which databases there are. Below: {@code runner} runs transactions,
 * {@code auth} and {@code game} have the tables.
 */
@NullMarked
package dev.weft.roles.db;

import org.jspecify.annotations.NullMarked;
