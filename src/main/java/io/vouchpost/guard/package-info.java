/** Who may connect, how often one may guess, who has to wait, and whose mail is held. */
@NullMarked
package io.vouchpost.guard;

import org.jspecify.annotations.NullMarked;
