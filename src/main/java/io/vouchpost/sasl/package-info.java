/** SASL (RFC 4422): mechanisms as challenge-response exchanges; no SQL, no sockets. */
@NullMarked
package io.vouchpost.sasl;

import org.jspecify.annotations.NullMarked;
