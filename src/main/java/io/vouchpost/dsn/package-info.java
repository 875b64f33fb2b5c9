/** What senders are told of their mail: delivery status notifications (RFC 3464, RFC 3461 §6). */
@NullMarked
package io.vouchpost.dsn;

import org.jspecify.annotations.NullMarked;
