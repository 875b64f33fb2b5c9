/** The SMTP protocol as values (RFC 5321, 6409, 4954): no Vert.x, no I/O. */
@NullMarked
package io.vouchpost.smtp;

import org.jspecify.annotations.NullMarked;
