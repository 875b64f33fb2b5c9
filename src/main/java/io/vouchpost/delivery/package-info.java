/** Posting onward: routes and the transport to the next hop. */
@NullMarked
package io.vouchpost.delivery;

import org.jspecify.annotations.NullMarked;
