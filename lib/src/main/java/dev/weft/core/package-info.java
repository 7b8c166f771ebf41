/** Joins the packages below into the nouns of the root package. */
@NullMarked
package dev.weft.core;

import org.jspecify.annotations.NullMarked;
