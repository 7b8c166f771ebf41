/** The encryption of channels: keys from a shared key, and frames sealed with them; no threads. */
@NullMarked
package dev.weft.crypto;

import org.jspecify.annotations.NullMarked;
