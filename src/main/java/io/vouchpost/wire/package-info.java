/** Bytes to lines and back. */
@NullMarked
package io.vouchpost.wire;

import org.jspecify.annotations.NullMarked;
