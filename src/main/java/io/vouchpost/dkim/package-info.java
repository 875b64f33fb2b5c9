/** Signing what goes out, so that receivers know which domain vouches for it: DKIM (RFC 6376, RFC 8301, RFC 8463). */
@NullMarked
package io.vouchpost.dkim;

import org.jspecify.annotations.NullMarked;
