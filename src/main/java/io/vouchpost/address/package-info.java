/** Addresses and networks of the Internet Protocol. */
@NullMarked
package io.vouchpost.address;

import org.jspecify.annotations.NullMarked;
