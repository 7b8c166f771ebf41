/** The protocol "msgpack": the only place that knows Jackson. */
@NullMarked
package dev.weft.protocol.msgpack;

import org.jspecify.annotations.NullMarked;
