/** One client's conversation: the session (per connection) and its mail transactions. */
@NullMarked
package io.vouchpost.session;

import org.jspecify.annotations.NullMarked;
