/** Secrets in memory: bytes that hide themselves in print and can be wiped. */
@NullMarked
package io.vouchpost.secret;

import org.jspecify.annotations.NullMarked;
