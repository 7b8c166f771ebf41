/** What the roles tell about every change of state. */
@NullMarked
package dev.weft.roles.audit;

import org.jspecify.annotations.NullMarked;
