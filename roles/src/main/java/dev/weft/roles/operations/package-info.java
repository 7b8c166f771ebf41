/** What an operator decides about a running cluster. */
@NullMarked
package dev.weft.roles.operations;

import org.jspecify.annotations.NullMarked;
