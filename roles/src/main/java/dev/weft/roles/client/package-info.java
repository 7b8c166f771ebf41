/** The client library for apps, and a bot that plays. */
@NullMarked
package dev.weft.roles.client;

import org.jspecify.annotations.NullMarked;
